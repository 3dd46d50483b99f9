// One instance through a chain of upgrades, pruned after each.
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { pruneCommand } from '../../commands/prune-command';
import { binary } from './binaries';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { type Render, removeRenders, renderExample } from './renders';
import {
  addNode,
  customKinds,
  id,
  orderedReady,
  orphanCommand,
  provision,
  renderedKinds,
  rolledOut,
  storePods,
  watchDoubles,
} from './workloads';

const namespace = 'test-upgrades';
const released = (release: string, changes = {}): Render =>
  renderExample('feature-complete', { namespace, release, kubernetes: { storageClassName: 'expandable' }, ...changes });
const small = (changes = {}): Render => renderExample('default', { namespace, kubernetes: { storageClassName: 'expandable' }, ...changes });

const changed = { retention: { days: 30 }, mail: { host: 'smtp.example.com', from: 'a@example.com' } };

/** Each is applied over the one before; `rolls` tells whether pods are to be replaced by it. */
const steps: readonly { readonly what: string; readonly render: Render; readonly rolls?: false }[] = [
  { what: '26.5.1 on an empty cluster', rolls: false, render: released('26.5.1') },
  { what: '26.5.1 to 26.7.2', render: released('26.7.2') },
  { what: '26.7.2 to 26.8.0', render: released('26.8.0') },
  { what: 'feature-complete to errors-only', render: small() },
  { what: 'small to medium', render: small({ size: 'medium' }) },
  { what: 'medium to small', render: small() },
  { what: 'another registry', render: small({ images: { registry: 'registry.example.com/mirror' } }) },
  { what: 'a value of the configuration', render: small(changed) },
  { what: 'a component added', rolls: false, render: small({ ...changed, retention: { days: 30, vacuum: { schedule: '0 4 * * 0' } } }) },
  { what: 'a component removed', rolls: false, render: small(changed) },
  {
    what: 'a Gateway instead of the Ingress',
    rolls: false,
    render: small({ ...changed, ingress: { gateway: { name: 'public', namespace: 'gateways' }, certManager: { issuer: 'internal' } } }),
  },
  { what: 'the Ingress again', rolls: false, render: small(changed) },
  {
    what: 'a volume that grows',
    rolls: false,
    render: small({ ...changed, components: { postgres: { resources: { storage: '40Gi' } } } }),
  },
  { what: 'errors-only to feature-complete', render: released('26.8.0', { components: { postgres: { resources: { storage: '40Gi' } } } }) },
];

let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start();
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '256', memory: '1Ti', pods: '2000' });
  await cluster.create('StorageClass', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'expandable' },
    provisioner: 'example.com/none',
    allowVolumeExpansion: true,
  });
  const claims = new Map(steps.flatMap(({ render }) => render.manifests.map((manifest) => [id(manifest), manifest] as const)));
  await provision(
    cluster,
    [...claims.values()].filter(({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name !== 'sentry-postgres'),
  );
  await provision(
    cluster,
    small().manifests.filter(({ metadata, kind }) => kind === 'PersistentVolumeClaim' && metadata.name === 'sentry-postgres'),
  );
});

afterAll(async () => {
  removeRenders();
  await plane?.stop();
});

const claims = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await cluster.list('PersistentVolumeClaim', namespace)).map(({ metadata }) => [metadata.name, metadata.uid]));

const live = async (): Promise<string[]> =>
  (await cluster.listAll([...renderedKinds, ...customKinds, 'Secret'], namespace))
    .filter(({ metadata }) => metadata.name !== 'default' && metadata.name !== 'kube-root-ca.crt')
    // At midnight a CronJob makes a Job.
    .filter(({ metadata }) => metadata.ownerReferences === undefined)
    .map(id)
    .sort();

/** What users have beside the instance, some of it with a label that looks like ours. */
const foreign: readonly [string, object][] = [
  ['ConfigMap', { metadata: { name: 'theirs', labels: { 'app.kubernetes.io/instance': 'sentry' } }, data: {} }],
  [
    'ConfigMap',
    {
      metadata: {
        name: 'other-instance',
        labels: { 'app.kubernetes.io/instance': 'other', 'app.kubernetes.io/managed-by': 'cdk8s-sentry' },
      },
    },
  ],
  [
    'Secret',
    {
      metadata: {
        name: 'sentry-system',
        labels: { 'app.kubernetes.io/instance': 'sentry', 'app.kubernetes.io/managed-by': 'cdk8s-sentry' },
      },
    },
  ],
];

describe.each(steps.map((step, index) => ({ ...step, before: steps[index - 1]?.render })))(
  '$what',
  ({ what, render, before, rolls = true }) => {
    test('is applied, rolls out, keeps volumes, and no singleton runs twice', async () => {
      const volumes = before === undefined ? {} : await claims();
      const stores = await storePods(cluster, namespace);
      const alone = new Set(render.topology.components.filter(({ role }) => typeof role.scales === 'object').map(({ name }) => name));
      if (before === undefined) cluster.kubectl('apply', '-f', path.join(render.folder, '00-foundation.k8s.yaml'));
      const doubles = await watchDoubles(cluster, namespace, alone);
      const { ok, stderr } = cluster.tryKubectl('apply', '-f', render.folder);
      expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
      await rolledOut(cluster, namespace, 180);
      const { twice, replaced } = await doubles();
      expect(twice).toEqual([]);
      expect(alone.size).toBeGreaterThan(5);
      expect(replaced > 0).toBe(rolls);
      expect(await claims()).toMatchObject(volumes);
      if (what === '26.7.2 to 26.8.0') {
        const now = await storePods(cluster, namespace);
        // The others have another image or another configuration there.
        expect(Object.keys(now).filter((name) => now[name] === stores[name])).toEqual(['sentry-clickhouse-0', 'sentry-postgres-0']);
      }
      if (what === 'a volume that grows') {
        const claim = await cluster.get('PersistentVolumeClaim', namespace, 'sentry-postgres');
        expect(claim?.spec).toMatchObject({ resources: { requests: { storage: '40Gi' } } });
      }
    });

    test('what it no longer has is pruned, and nothing else', async () => {
      if (before === undefined) {
        for (const [kind, object] of foreign) await cluster.create(kind, { apiVersion: 'v1', kind, ...object }, namespace);
      }
      const rendered = render.manifests.map(id);
      const all = await live();
      const kept = all.filter(
        (name) =>
          rendered.includes(name) ||
          /^(PersistentVolumeClaim|Secret)\//.test(name) ||
          ['ConfigMap/theirs', 'ConfigMap/other-instance'].includes(name),
      );
      execFileSync('bash', ['-c', pruneCommand(render.settings, render.folder)], {
        env: {
          ...process.env,
          PATH: `${path.dirname(binary('kubectl'))}:${process.env['PATH']}`,
          KUBECONFIG: path.join(plane.folder, 'kubeconfig'),
        },
        stdio: 'pipe',
      });
      expect(await live()).toEqual(kept);
      if (before !== undefined) {
        const gone = before.manifests.map(id).filter((name) => !rendered.includes(name) && !name.startsWith('PersistentVolumeClaim/'));
        expect(all.filter((name) => !kept.includes(name))).toEqual(gone.sort());
      }
    });
  },
);

test('StatefulSets of the default policy become Parallel by the one command, and no pod restarts', async () => {
  const render = released('26.8.0', { components: { postgres: { resources: { storage: '40Gi' } } } });
  const before = await storePods(cluster, namespace);
  const letGo = () => cluster.kubectl(...orphanCommand(namespace));
  letGo();
  cluster.kubectl('apply', '-f', orderedReady(render).folder);
  await rolledOut(cluster, namespace, 180);
  const { ok, stderr } = cluster.tryKubectl('apply', '-f', render.folder);
  expect(ok).toBe(false);
  expect(stderr).toMatch(/"sentry-kafka" is invalid: spec\.podManagementPolicy: Invalid value: "Parallel": field is immutable/);
  letGo();
  cluster.kubectl('apply', '-f', render.folder);
  await rolledOut(cluster, namespace, 180);
  expect(await storePods(cluster, namespace)).toEqual(before);
  expect(Object.keys(before)).toHaveLength(6);
  const kafka = await cluster.get('StatefulSet', namespace, 'sentry-kafka');
  expect(kafka?.spec).toMatchObject({ podManagementPolicy: 'Parallel' });
});

test('a volume that shrinks, and one of another class, are refused by name', () => {
  const shrunk = small({ components: { redis: { resources: { storage: '1Gi' } } } });
  const moved = small({ kubernetes: { storageClassName: 'other' } });
  for (const render of [shrunk, moved]) {
    const { ok, stderr } = cluster.tryKubectl('apply', '--dry-run=server', '-f', render.folder);
    expect(ok).toBe(false);
    expect(stderr).toMatch(/PersistentVolumeClaim "sentry-redis" is invalid: spec/);
  }
});
