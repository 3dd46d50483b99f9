// Pods wait for the schema of their own release.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PodSpec } from 'manifest-review/manifests';
import type { Cluster, Live } from './cluster';
import { ControlPlane } from './control-plane';
import { Gate, gatedStages } from './gate';
import { Postgres } from './postgres';
import { type Render, removeRenders, renderExample, withFault } from './renders';
import { addNode, provision, rolledOut, unfinished } from './workloads';

const namespace = 'test-waits';
const from = renderExample('default', { namespace, release: '26.5.1' });
const to = renderExample('default', { namespace, release: '26.8.0' });
let home: string;
let postgres: Postgres;
let plane: ControlPlane;
let cluster: Cluster;
let gate: Gate;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-waits-'));
  postgres = await Postgres.start();
  plane = await ControlPlane.start({ stages: gatedStages(home) });
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '256', memory: '1Ti', pods: '2000' });
  await provision(cluster, from.manifests);
  cluster.kubectl('apply', '-f', path.join(from.folder, '00-foundation.k8s.yaml'));
  gate = new Gate(cluster, namespace, postgres);
  await gate.start();
});

afterAll(async () => {
  try {
    await gate?.stop();
  } finally {
    await plane?.stop();
    await postgres?.stop();
    removeRenders();
    rmSync(home, { recursive: true, force: true });
  }
});

const databaseOf = ({ spec }: Live): string | undefined =>
  (spec as PodSpec).initContainers?.find(({ name }) => name === 'wait-for-schema')?.command?.at(-1);
const isRunning = ({ status, metadata }: Live): boolean => status?.['phase'] === 'Running' && metadata.deletionTimestamp === undefined;

/** Pods of a release that wait for the schema of a database. */
const gated = async (release: string, database: string): Promise<Live[]> =>
  (await cluster.list('Pod', namespace, `app.kubernetes.io/version=${release}`)).filter((pod) => databaseOf(pod) === database);

/** Everything is done but what waits for the given databases, and that has its pods. */
const settled = (release: string, databases: readonly string[]): Promise<void> =>
  cluster.until('all but what waits', async () => {
    const pods = (await Promise.all(databases.map((database) => gated(release, database)))).flat();
    const waiting = new Set(pods.map(({ metadata }) => `Deployment/sentry-${metadata.labels?.['app.kubernetes.io/component']}`));
    const stateful = new Set(pods.map(({ metadata }) => `StatefulSet/sentry-${metadata.labels?.['app.kubernetes.io/component']}`));
    return (await unfinished(cluster, namespace)).filter((line) => {
      const [name = ''] = line.split(':');
      return !waiting.has(name) && !stateful.has(name);
    });
  });

test('a first deployment waits for the schema, its stores do not', async () => {
  cluster.kubectl('apply', '-f', from.folder);
  await settled('26.5.1', ['postgres', 'clickhouse']);
  const pods = [...(await gated('26.5.1', 'postgres')), ...(await gated('26.5.1', 'clickhouse'))];
  expect(pods.length).toBeGreaterThan(10);
  expect(pods.filter(isRunning)).toEqual([]);

  await gate.mark('26.5.1', 'postgres');
  await gate.mark('26.5.1', 'clickhouse');
  await rolledOut(cluster, namespace);
});

test('planted fault: a gate that asks for the release before lets new pods run too early', async () => {
  const web = (render: Render, change: (text: string) => string = (text) => text): string =>
    withFault(render, (manifest) =>
      manifest.kind === 'Deployment' && manifest.metadata.name === 'sentry-web' ? JSON.parse(change(JSON.stringify(manifest))) : undefined,
    ).folder;
  const asking = (release: string): string => `{"name":"SCHEMA_RELEASE","value":"${release}"}`;
  cluster.kubectl(
    'apply',
    '-f',
    web(to, (text) => text.replace(asking('26.8.0'), asking('26.5.1'))),
  );
  await cluster.until('web of 26.8.0', async () => ((await gated('26.8.0', 'postgres')).some(isRunning) ? [] : ['none runs']));
  cluster.kubectl('apply', '-f', web(from));
  await rolledOut(cluster, namespace);
});

test('new pods of an upgrade hold until their own release is marked, old doors go on, and each database opens its own', async () => {
  cluster.kubectl('apply', '-f', to.folder);
  await settled('26.8.0', ['postgres', 'clickhouse']);
  // Long enough for every gate to have asked several times.
  await sleep(5000);
  const [onPostgres, onClickHouse] = [await gated('26.8.0', 'postgres'), await gated('26.8.0', 'clickhouse')];
  expect(onPostgres.length).toBeGreaterThan(5);
  expect(onClickHouse.length).toBeGreaterThan(5);
  expect([...onPostgres, ...onClickHouse].filter(isRunning)).toEqual([]);
  const old = await cluster.list('Pod', namespace, 'app.kubernetes.io/version=26.5.1');
  const serving = old.filter(isRunning).map(({ metadata }) => metadata.labels?.['app.kubernetes.io/component']);
  expect(serving).toEqual(expect.arrayContaining(['web', 'snuba-api']));

  await gate.mark('26.8.0', 'postgres');
  await settled('26.8.0', ['clickhouse']);
  expect((await gated('26.8.0', 'postgres')).filter((pod) => !isRunning(pod))).toEqual([]);
  expect((await gated('26.8.0', 'clickhouse')).filter(isRunning)).toEqual([]);

  await gate.mark('26.8.0', 'clickhouse');
  await rolledOut(cluster, namespace);
});

test('a roll-back finds the mark of its release', async () => {
  cluster.kubectl('apply', '-f', from.folder);
  await rolledOut(cluster, namespace);
});
