// Sizes fit the nodes that the README names, spread over them, and survive a drain.
import { spawn } from 'node:child_process';
import { kubectlBinary } from './binaries';
import type { Cluster, Live } from './cluster';
import { ControlPlane } from './control-plane';
import { type Render, removeRenders, renderExample } from './renders';
import { addNode, provision, rolledOut } from './workloads';

afterAll(removeRenders);

const componentOf = ({ metadata }: Live): string => String(metadata.labels?.['app.kubernetes.io/component']);
const nodeOf = ({ spec }: Live): string => String((spec as { nodeName?: string }).nodeName);
const isReady = ({ metadata, status }: Live): boolean =>
  metadata.deletionTimestamp === undefined &&
  ((status?.['conditions'] as { type: string; status: string }[] | undefined) ?? []).some(
    (each) => each.type === 'Ready' && each.status === 'True',
  );

const install = async (cluster: Cluster, render: Render): Promise<void> => {
  await provision(cluster, render.manifests);
  cluster.kubectl('apply', '-f', render.folder);
  await rolledOut(cluster, render.settings.namespace);
};

const severalOf = ({ topology }: Render): string[] => topology.components.filter(({ replicas }) => replicas > 1).map(({ name }) => name);

/** Drains a node, waits until all is rolled out elsewhere, and names what had several replicas and for a while none ready. */
const drain = async (cluster: Cluster, render: Render, node: string): Promise<string[]> => {
  const { namespace } = render.settings;
  const several = severalOf(render);
  const pods = new Map<string, Live>();
  const gaps = new Set<string>();
  let started = false;
  const stop = await cluster.watch('Pod', namespace, ({ type, object }) => {
    if (type === 'DELETED') pods.delete(object.metadata.uid);
    else pods.set(object.metadata.uid, object);
    if (!started) return;
    for (const name of several) if (![...pods.values()].some((pod) => componentOf(pod) === name && isReady(pod))) gaps.add(name);
  });
  started = true;
  const drained = spawn(kubectlBinary(), [...cluster.access, 'drain', node, '--delete-emptydir-data', '--timeout=120s'], {
    stdio: 'pipe',
  });
  let output = '';
  for (const stream of [drained.stdout, drained.stderr]) stream.on('data', (data: Buffer) => (output += data));
  const code = await new Promise((resolve) => drained.once('exit', resolve));
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  const left = (await cluster.list('Pod', namespace)).filter((pod) => nodeOf(pod) === node && pod.status?.['phase'] === 'Running');
  expect(left.map(({ metadata }) => metadata.name)).toEqual([]);
  await rolledOut(cluster, namespace);
  await stop();
  cluster.kubectl('uncordon', node);
  return [...gaps].sort();
};

test('small errors-only fits one node of 4 CPUs and 12 GiB, of which 3.8 and 9.5 can be allocated', async () => {
  const namespace = 'test-small';
  const plane = await ControlPlane.start();
  try {
    await addNode(plane.cluster, { name: 'node', cpu: '3800m', memory: '9728Mi' });
    await install(plane.cluster, renderExample('default', { namespace }));
    const pods = await plane.cluster.list('Pod', namespace);
    expect(pods.filter((pod) => nodeOf(pod) !== 'node').map(({ metadata }) => metadata.name)).toEqual([]);
  } finally {
    await plane.stop();
  }
});

describe('medium feature-complete on three nodes of 8 CPUs and 32 GiB in three zones', () => {
  const namespace = 'test-medium';
  const zones = ['a', 'b', 'c'];
  const render = renderExample('medium', { namespace });
  const several = severalOf(render);
  let plane: ControlPlane;
  let cluster: Cluster;

  beforeAll(async () => {
    plane = await ControlPlane.start();
    cluster = plane.cluster;
    for (const zone of zones) {
      await addNode(cluster, {
        name: zone,
        cpu: '7800m',
        memory: '30Gi',
        labels: { 'topology.kubernetes.io/zone': zone, pool: 'sentry' },
      });
    }
    await install(cluster, render);
  });

  afterAll(() => plane?.stop());

  test('spreads: what has several replicas has no two on a node, while nodes are left', async () => {
    const pods = await cluster.list('Pod', namespace);
    const wrong = several.flatMap((name) => {
      const nodes = pods.filter((pod) => componentOf(pod) === name).map(nodeOf);
      return new Set(nodes).size === Math.min(nodes.length, zones.length) && nodes.length > 1 ? [] : [`${name}: ${nodes.join(', ')}`];
    });
    expect(several.length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
    expect(new Set(pods.map(nodeOf))).toEqual(new Set(zones));
  });

  test.each(zones)('node %s can be drained, and what has two replicas keeps one', async (node) => {
    expect(await drain(cluster, render, node)).toEqual([]);
  });
});

// Spreading leaves no node with both replicas; here one has them all, so that the budgets alone are at work.
test('a node that holds every replica can be drained too, and without budgets it leaves a gap', async () => {
  const namespace = 'test-budgets';
  const render = renderExample('default', { namespace, size: 'medium' });
  const plane = await ControlPlane.start();
  try {
    const { cluster } = plane;
    const node = (name: string) => addNode(cluster, { name, cpu: '64', memory: '256Gi', pods: '500' });
    await node('one');
    await install(cluster, render);
    await node('two');
    expect(await drain(cluster, render, 'one')).toEqual([]);
    cluster.kubectl('-n', namespace, 'delete', 'pdb', '--all');
    expect(await drain(cluster, render, 'two')).not.toEqual([]);
  } finally {
    await plane.stop();
  }
});
