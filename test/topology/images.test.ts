// The reference that is pulled: registry of the user's, tag and digest of the component.
import { pulledImage } from '../../topology/images';

test.each([
  ['nginx:1', {}, 'docker.io/library/nginx:1'],
  ['altinity/clickhouse-server:1', {}, 'docker.io/altinity/clickhouse-server:1'],
  ['ghcr.io/getsentry/sentry:1', { registry: 'r.example.com/m' }, 'r.example.com/m/getsentry/sentry:1'],
  ['nginx:1@sha256:0', { registry: 'r.example.com' }, 'r.example.com/library/nginx:1@sha256:0'],
  ['nginx:1', { registry: 'r.example.com', registries: { 'docker.io': 'r.example.com/hub' } }, 'r.example.com/hub/library/nginx:1'],
  ['ghcr.io/a/b:1', { registries: { 'docker.io': 'r.example.com/hub' } }, 'ghcr.io/a/b:1'],
  ['nginx:1@sha256:0', { overrides: { web: { tag: '2' } } }, 'docker.io/library/nginx:2'],
  ['nginx:1', { overrides: { web: { digest: 'sha256:9' } } }, 'docker.io/library/nginx:1@sha256:9'],
])('%s with %j is pulled as %s', (image, settings, expected) =>
  expect(pulledImage(image, { pullSecrets: [], registries: {}, overrides: {}, ...settings }, 'web')).toBe(expected),
);
