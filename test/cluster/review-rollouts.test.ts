// Review and real controllers agree on what restarts and what is down meanwhile.
import { at, type Manifest } from 'manifest-review/manifests';
import { reviewSentry as review } from '../../knowledge';
import type { Review } from '../../packages/manifest-review/review/types';
import { rollouts } from '../../packages/manifest-review/test/support/rollouts';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { type Render, removeRenders, renderExample, write } from './renders';
import { addNamespace, addNode, id, provisionClaims, rolledOut } from './workloads';

const kinds = ['Deployment', 'StatefulSet'] as const;

let plane: ControlPlane;
let cluster: Cluster;
let stopProvisioning: () => Promise<void>;

beforeAll(async () => {
  plane = await ControlPlane.start();
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '256', memory: '1Ti', pods: '2000' });
  stopProvisioning = await provisionClaims(cluster);
});

afterAll(async () => {
  removeRenders();
  await stopProvisioning?.();
  await plane?.stop();
});

/** The revision that new pods of each workload get. */
const revisions = async (namespace: string): Promise<Map<string, string>> => {
  const sets = await cluster.list('ReplicaSet', namespace);
  const found = new Map<string, string>();
  for (const object of await cluster.listAll(kinds, namespace)) {
    const revision = String(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '');
    const own = sets.find(
      ({ metadata }) =>
        metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid) &&
        metadata.annotations?.['deployment.kubernetes.io/revision'] === revision,
    );
    found.set(id(object), object.kind === 'Deployment' ? (own?.metadata.name ?? '') : String(at(object.status, 'updateRevision')));
  }
  return found;
};

/** Watches for workloads that have no available pod, until the returned function is called. */
const watchGaps = async (namespace: string): Promise<() => Promise<string[]>> => {
  const gaps = new Set<string>();
  const stops = await Promise.all(
    kinds.map((kind) =>
      cluster.watch(kind, namespace, ({ object }) => {
        if (Number(at(object.status, 'availableReplicas') ?? 0) === 0) gaps.add(`${kind}/${object.metadata.name}`);
      }),
    ),
  );
  return async () => {
    for (const stop of stops) await stop();
    return [...gaps];
  };
};

const apply = (folder: string): void => {
  const { ok, stderr } = cluster.tryKubectl('apply', '-f', folder);
  expect({ ok, stderr: stderr.replace(/^Warning: .*\n/gm, '') }).toEqual({ ok: true, stderr: '' });
};

/** Applies the new manifests over the old ones, and compares with what the review says. */
const compare = async (
  found: Review,
  namespace: string,
  folder: string,
  settled: () => Promise<void>,
): Promise<{ restarted: number; gaps: number }> => {
  const before = await revisions(namespace);
  const gaps = await watchGaps(namespace);
  apply(folder);
  await settled();
  const empty = await gaps();
  const after = await revisions(namespace);
  const objects = new Map(found.objects.map((object) => [`${object.id.kind}/${object.id.name}`, object]));
  const both = [...before.keys()].filter((key) => after.has(key) && objects.get(key)?.change !== 'removed');
  const restarted = both.filter((key) => before.get(key) !== after.get(key));
  const expected = both.filter((key) => {
    const object = objects.get(key);
    const found = (rule: string): boolean => object?.findings.some(({ ruleId }) => ruleId === rule) === true;
    // Without pods, or where pods are kept, there is a new revision all the same; a paused Deployment makes none.
    return object?.rollout !== undefined || found('pods-none') || (found('pods-kept') && key.startsWith('StatefulSet/'));
  });
  expect(restarted.sort()).toEqual(expected.sort());
  const promised = both.filter((key) => {
    const object = objects.get(key);
    return (
      object?.rollout !== 'gap' &&
      !object?.findings.some(
        ({ ruleId }) =>
          /^(scaled-to-zero|pods-none|scaled)$/.test(ruleId) &&
          (at(object.new, 'spec', 'replicas') === 0 || at(object.old, 'spec', 'replicas') === 0),
      )
    );
  });
  expect(promised.filter((key) => empty.includes(key))).toEqual([]);
  return { restarted: restarted.length, gaps: empty.length };
};

describe('of renders', () => {
  const namespace = 'rollouts';
  const feature = (release: string, changes = {}): Render =>
    renderExample('feature-complete', { namespace, size: 'medium', release, ...changes });
  const steps = [
    { what: '26.5.1', render: () => feature('26.5.1') },
    { what: '26.5.1 to 26.8.0', render: () => feature('26.8.0') },
    { what: 'a value of the configuration', render: () => feature('26.8.0', { retention: { days: 30 } }) },
    {
      what: 'other replicas and requests',
      render: () =>
        feature('26.8.0', {
          retention: { days: 30 },
          components: { relay: { replicas: 3 }, web: { replicas: 1 }, vroom: { env: { EXAMPLE: 'a' } } },
        }),
    },
  ];
  let last: readonly Manifest[] = [];

  test.each(steps)('$what', async ({ what, render }) => {
    const { manifests, folder } = render();
    const before = last;
    last = manifests;
    if (before.length === 0) {
      await addNamespace(cluster, namespace);
      apply(folder);
      await rolledOut(cluster, namespace, 240);
      return;
    }
    const { restarted, gaps } = await compare(review(before, manifests), namespace, folder, () => rolledOut(cluster, namespace, 240));
    expect(restarted).toBeGreaterThan(what === 'other replicas and requests' ? 0 : 5);
    console.log(`${what}: ${restarted} workloads replaced their pods, ${gaps} of all had none for a moment`);
  });
});

test('of workloads with every kind of strategy', async () => {
  const namespace = 'strategies';
  await cluster.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const moved = (manifest: Manifest): Manifest => ({ ...manifest, metadata: { ...manifest.metadata, namespace } });
  const [old, now] = [rollouts.map((each) => moved(each.old)), rollouts.map((each) => moved(each.new))];
  apply(write(new Map([['old', old]])));
  await rolledOut(cluster, namespace);
  const found = review(old, now);
  for (const {
    what,
    old: { kind, metadata },
    expected,
  } of rollouts) {
    const object = found.objects.find(({ id: { kind: reviewed, name } }) => reviewed === kind && name === metadata.name);
    expect({ what, rollout: object?.rollout ?? 'none' }).toEqual({ what, rollout: expected });
  }
  const settled = new Set(rollouts.filter(({ expected }) => expected !== 'none').map(({ old: manifest }) => id(manifest)));
  await compare(found, namespace, write(new Map([['new', now]])), async () => {
    await cluster.until('rollout', async () =>
      (await cluster.listAll(kinds, namespace))
        .filter((object) => settled.has(id(object)))
        .filter(({ metadata, status, spec }) => {
          const wanted = Number(at(spec, 'replicas'));
          return (
            at(status, 'observedGeneration') !== metadata['generation'] ||
            Number(at(status, 'updatedReplicas') ?? 0) !== wanted ||
            Number(at(status, 'availableReplicas') ?? 0) !== wanted ||
            Number(at(status, 'replicas') ?? 0) !== wanted
          );
        })
        .map((object) => `${id(object)}: ${JSON.stringify(object.status)}`),
    );
    // What is not to be replaced has been seen by its controller too.
    await cluster.until('controllers', async () =>
      (await cluster.listAll(kinds, namespace))
        .filter(({ metadata, status }) => at(status, 'observedGeneration') !== metadata['generation'])
        .map(id),
    );
  });
});
