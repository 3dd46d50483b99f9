// A render as a base of Kustomize, and what init writes for Flux.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { dump, loadAll } from 'js-yaml';
import type { Manifest } from 'manifest-review/manifests';
import { root } from '../../root';
import { synthFiles } from '../../synth';
import { binary } from './binaries';
import { ControlPlane } from './control-plane';

const folder = mkdtempSync(path.join(tmpdir(), 'kustomize-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (...names: string[]): string => readFileSync(path.join(root, ...names), 'utf8');
const identity = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;
const byIdentity = (manifests: readonly Manifest[]): Map<string, Manifest> => new Map(manifests.map((each) => [identity(each), each]));

/** What `kubectl kustomize` makes of a folder. */
const kustomized = (name: string): Map<string, Manifest> =>
  byIdentity(
    loadAll(
      execFileSync(binary('kubectl'), ['kustomize', path.join(folder, name)], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
    ) as Manifest[],
  );

const overlay = (name: string, kustomization: string): Map<string, Manifest> => {
  mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, name, 'kustomization.yaml'), kustomization);
  return kustomized(name);
};

/** What the overlay changes. */
interface Changeable extends Manifest {
  readonly metadata: Manifest['metadata'] & { readonly labels: Record<string, string> };
  readonly spec: { readonly template: { readonly spec: Record<string, unknown> } };
}

const dist = path.join(folder, 'dist');
let rendered: Map<string, Manifest>;

beforeAll(() => {
  synthFiles([path.join(root, 'examples/feature-complete.yaml')], dist, () => {}, { kustomization: true });
  const files = readdirSync(dist).filter((name) => name.endsWith('.k8s.yaml'));
  rendered = byIdentity(files.flatMap((name) => loadAll(readFileSync(path.join(dist, name), 'utf8')) as Manifest[]));
});

test('kubectl kustomize of a render gives every object as it is', () => {
  expect(rendered.size).toBeGreaterThan(150);
  expect(kustomized('dist')).toEqual(rendered);
});

test('the overlay of docs/kustomize.md labels every object and changes one Deployment', () => {
  const [, kustomization = ''] = /```yaml\n([\s\S]*?)```/.exec(text('docs/kustomize.md')) ?? [];
  const changed = overlay('production', kustomization);
  expect([...changed.keys()].sort()).toEqual([...rendered.keys()].sort());
  for (const [name, manifest] of changed) {
    const before = structuredClone(rendered.get(name)) as Changeable;
    before.metadata.labels['team'] = 'platform';
    if (name === 'Deployment/sentry-web') before.spec.template.spec['priorityClassName'] = 'business-critical';
    expect(manifest).toEqual(before);
  }
});

describe('what init writes for Flux', () => {
  const file = path.join(root, 'commands/init/templates/flux/flux/kustomization.yaml');
  const [, kustomization] = loadAll(readFileSync(file, 'utf8')) as { spec: { path: string; patches: unknown } }[];

  test('keeps volumes and the Namespace, and leaves all else as it is', () => {
    expect(kustomization?.spec.path).toBe('./dist');
    const patched = overlay('flux', dump({ resources: ['../dist'], patches: kustomization?.spec.patches }));
    const kept = [...patched].filter(([name, manifest]) => !isDeepStrictEqual(manifest, rendered.get(name)));
    const wanted = [...rendered.keys()].filter((name) => /^(PersistentVolumeClaim|Namespace)\//.test(name));
    expect(kept.map(([name]) => name).sort()).toEqual(wanted.sort());
    for (const [, { metadata }] of kept) expect(metadata).toHaveProperty(['annotations', 'kustomize.toolkit.fluxcd.io/prune'], 'disabled');
  });

  test('is taken by an API server that knows its kinds, strictly', async () => {
    const plane = await ControlPlane.start({ controllers: false });
    try {
      const definitions = ['kustomize.toolkit.fluxcd.io_kustomizations', 'source.toolkit.fluxcd.io_gitrepositories'];
      plane.cluster.kubectl('apply', '--server-side', ...definitions.flatMap((name) => ['-f', binary(`flux/${name}.yaml`)]));
      plane.cluster.kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
      plane.cluster.kubectl('create', 'namespace', 'flux-system');
      const { ok, stderr } = plane.cluster.tryKubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', file);
      expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    } finally {
      await plane.stop();
    }
  });
});
