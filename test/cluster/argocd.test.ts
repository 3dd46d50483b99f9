// Argo CD's own engine syncs an instance in its waves.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { binary } from './binaries';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { type Render, removeRenders, renderExample, withFault } from './renders';
import { addNode, id, orderedReady, orphanCommand, provision, renderedKinds, storePods } from './workloads';

const namespace = 'test-argocd';
let plane: ControlPlane;
let cluster: Cluster;
let repository: string;

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { encoding: 'utf8' });

const commit = (render: Render, message: string): void => {
  rmSync(path.join(repository, 'dist'), { recursive: true, force: true });
  cpSync(render.folder, path.join(repository, 'dist'), { recursive: true });
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};

interface Sync {
  readonly compared: { readonly outOfSync: string[]; readonly prune: string[]; readonly targets: number };
  readonly waves: readonly { readonly wave: number; readonly unhealthy: string[] }[];
  readonly objects: readonly { readonly object: string; readonly result: string; readonly wave?: number; readonly message: string }[];
  readonly synced: { readonly phase: string; readonly message: string };
  readonly status: { readonly unhealthy: string[]; readonly outOfSync: string[]; readonly prune: string[] };
}

/** Syncs HEAD with Argo CD's engine (test/go/argocd). */
const sync = async (seconds = 120): Promise<Sync> => {
  const args = [`--kubeconfig=${path.join(plane.folder, 'kubeconfig')}`, `--repository=${repository}`, `--namespace=${namespace}`];
  const child = spawn(binary('argocd'), [...args, `--seconds=${seconds}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data));
  child.stderr.on('data', (data: Buffer) => (errors += data));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const events = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const of = (event: string) => events.filter((each) => each.event === event);
  if (code !== 0) throw new Error(`argocd: ${JSON.stringify(of('error'))} ${errors}`);
  return { compared: of('compared')[0], waves: of('wave'), objects: of('object'), synced: of('synced')[0], status: of('status')[0] };
};

const inSync = { unhealthy: [], outOfSync: [], prune: [] };
const names = async (kinds: readonly string[]): Promise<string[]> =>
  (await cluster.listAll(kinds, namespace, 'app.kubernetes.io/managed-by=cdk8s-sentry')).map(id).sort();
const rendered = ({ manifests }: Render): string[] =>
  manifests
    .filter(({ kind }) => kind !== 'Namespace')
    .map(id)
    .sort();

// The controller of an ingress class gives each Ingress an address; the engine's health asks for one.
const giveAddresses = (): Promise<() => Promise<void>> =>
  cluster.watch('Ingress', namespace, ({ type, object }) => {
    if (type !== 'ADDED') return;
    void cluster.patch(
      'Ingress',
      namespace,
      object.metadata.name,
      { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } },
      'status',
    );
  });

const from = renderExample('release-26.5.1', { namespace });
const to = renderExample('feature-complete', { namespace });
let stopAddresses: () => Promise<void>;

beforeAll(async () => {
  plane = await ControlPlane.start();
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '256', memory: '1Ti', pods: '2000' });
  await provision(cluster, to.manifests);
  repository = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-git-'));
  git('init', '--quiet');
  stopAddresses = await giveAddresses();
});

afterAll(async () => {
  try {
    await stopAddresses?.();
  } finally {
    rmSync(repository, { recursive: true, force: true });
    removeRenders();
    await plane?.stop();
  }
});

test('a first sync goes wave by wave, each healthy before the next, and ends healthy and in sync', async () => {
  commit(from, 'Sentry 26.5.1');
  const { compared, waves, synced, status } = await sync();
  expect(compared.targets).toBe(from.manifests.length);
  expect(waves.map(({ wave }) => wave)).toEqual([-30, -20, -10, 0, 10]);
  expect(waves.flatMap(({ unhealthy }) => unhealthy)).toEqual([]);
  expect(synced.phase).toBe('Succeeded');
  expect(status).toMatchObject(inSync);
  expect(await names(renderedKinds)).toEqual(rendered(from));
});

test('a second sync has nothing to do', async () => {
  const versions = async () =>
    (await cluster.listAll(renderedKinds, namespace)).map((object) => [id(object), object.metadata.resourceVersion]);
  const before = await versions();
  const { compared, status } = await sync();
  expect(compared).toMatchObject({ outOfSync: [], prune: [] });
  expect(status).toMatchObject(inSync);
  expect(await versions()).toEqual(before);
});

test('StatefulSets of the default policy become Parallel by the one command and a sync, and no pod restarts', async () => {
  const before = await storePods(cluster, namespace);
  const letGo = () => cluster.kubectl(...orphanCommand(namespace));
  commit(orderedReady(from), 'As it was once');
  letGo();
  expect((await sync()).status).toMatchObject(inSync);
  commit(from, 'Parallel');
  await expect(sync()).rejects.toThrow(/StatefulSet\/sentry-[\s\S]*spec\.podManagementPolicy: Invalid value/);
  letGo();
  expect((await sync()).status).toMatchObject(inSync);
  expect(await storePods(cluster, namespace)).toEqual(before);
  expect(Object.keys(before)).toHaveLength(6);
});

const edited = (kind: string, name: string, change: (spec: { [field: string]: unknown }) => void): Render =>
  withFault(from, (manifest) => {
    if (manifest.kind === kind && manifest.metadata.name.startsWith(name)) change(manifest.spec as { [field: string]: unknown });
    return manifest;
  });

describe('planted faults', () => {
  afterAll(async () => {
    commit(from, 'As it was');
    expect((await sync()).status).toMatchObject(inSync);
  });

  test('a Job that changes under its name fails the sync', async () => {
    commit(
      edited('Job', 'sentry-bootstrap-', (spec) =>
        Object.assign((spec['template'] as { spec: object }).spec, { terminationGracePeriodSeconds: 7 }),
      ),
      'A Job that changes',
    );
    await expect(sync()).rejects.toThrow(/Job\/sentry-bootstrap-[\s\S]*field is immutable/);
  });

  test('a wave that does not become healthy holds those after it', async () => {
    commit(
      edited('Deployment', 'sentry-pgbouncer', (spec) =>
        Object.assign((spec['template'] as { spec: object }).spec, { nodeSelector: { none: 'such' } }),
      ),
      'A pool without a node',
    );
    await expect(sync(45)).rejects.toThrow(/not synced in time: waiting for healthy state of apps\/Deployment\/sentry-pgbouncer/);
  });
});

test('an upgrade rolls and prunes, with no conflict of Jobs', async () => {
  // As the secrets Job makes it: with the labels, and without Argo CD's tracking.
  await cluster.create(
    'Secret',
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'sentry-system',
        labels: { 'app.kubernetes.io/instance': 'sentry', 'app.kubernetes.io/managed-by': 'cdk8s-sentry' },
      },
      data: { 'secret-key': 'b2xk' },
    },
    namespace,
  );
  const claims = async () => (await cluster.list('PersistentVolumeClaim', namespace)).map(({ metadata }) => metadata.uid).sort();
  const before = await claims();
  commit(to, 'Sentry 26.8.0');
  const { waves, objects, synced, status } = await sync();
  expect(synced.phase).toBe('Succeeded');
  expect(waves.flatMap(({ unhealthy }) => unhealthy)).toEqual([]);
  expect(objects.filter(({ result }) => result === 'SyncFailed')).toEqual([]);
  const kept = rendered(to);
  const gone = rendered(from).filter((name) => !kept.includes(name));
  expect(
    objects
      .filter(({ result }) => result === 'Pruned')
      .map(({ object }) => object)
      .sort(),
  ).toEqual(gone.filter((name) => !name.startsWith('PersistentVolumeClaim/')));
  expect(gone.filter((name) => name.startsWith('Job/sentry-bootstrap-'))).toHaveLength(1);
  expect(status).toMatchObject(inSync);
  expect(await claims()).toEqual(before);
  expect((await cluster.get('Secret', namespace, 'sentry-system'))?.['data']).toEqual({ 'secret-key': 'b2xk' });
});

test('a roll-back works', async () => {
  git('revert', '--no-edit', 'HEAD');
  const { waves, objects, synced, status } = await sync();
  expect(synced.phase).toBe('Succeeded');
  expect(objects.filter(({ result }) => result === 'SyncFailed')).toEqual([]);
  expect(waves.flatMap(({ unhealthy }) => unhealthy)).toEqual([]);
  expect(status).toMatchObject(inSync);
  expect(await names(renderedKinds)).toEqual(rendered(from));
});
