// References of images, long and short.
import { parseImage, sameImage } from '../../manifests';

test.each([
  ['nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
  ['nginx', { registry: 'docker.io', repository: 'library/nginx', tag: undefined, digest: undefined }],
  ['altinity/clickhouse-server:1', { registry: 'docker.io', repository: 'altinity/clickhouse-server', tag: '1' }],
  ['docker.io/nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['index.docker.io/nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
  ['ghcr.io/team/app:1', { registry: 'ghcr.io', repository: 'team/app', tag: '1' }],
  ['ghcr.io/app@sha256:0', { registry: 'ghcr.io', repository: 'app', tag: undefined, digest: 'sha256:0' }],
  ['localhost/a:1', { registry: 'localhost', repository: 'a', tag: '1' }],
  ['registry:5000/a', { registry: 'registry:5000', repository: 'a', tag: undefined }],
  ['REGISTRY/a/b', { registry: 'REGISTRY', repository: 'a/b' }],
  ['localhost:5000/a/b:1@sha256:0', { registry: 'localhost:5000', repository: 'a/b', tag: '1', digest: 'sha256:0' }],
])('%s', (image, expected) => expect(parseImage(image)).toMatchObject(expected));

test.each([
  ['postgres:14', 'docker.io/library/postgres:14', true],
  ['postgres:14', 'index.docker.io/library/postgres:14', true],
  ['postgres', 'docker.io/postgres:latest', true],
  ['postgres@sha256:0', 'docker.io/library/postgres@sha256:0', true],
  ['postgres:14', 'docker.io/library/postgres:15', false],
  ['postgres:14', 'example.com/library/postgres:14', false],
  ['postgres:14', 'docker.io/postgres/postgres:14', false],
])('%s and %s are one image: %s', (one, other, expected) => expect(sameImage(one, other)).toBe(expected));
