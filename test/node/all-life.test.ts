// The life of one instance: broken stores, changed settings, power cuts, uninstalling.
import * as path from 'node:path';
import { root } from '../../root';
import { orphanCommand } from '../cluster/workloads';
import { arrive, edgeUrl, events } from './core/events';
import { stage } from './core/stage';
import { all, leave, marks } from './core/stores';
import { uninstallCommand } from './core/uninstall';
import { ordered, withoutImage } from './support/folders';
import { componentOf, containersOf, isReady, startLoad } from './support/pods';
import { stopped } from './support/stopped';
import { stranger } from './support/strangers';

// One instance, whose life this is: each part goes on with what the one before it left.
const { node, stranger: other, instance } = stage({ cpus: 8 });
const dist = path.join(root, 'dist');
const broken = 'taskbroker';
const sentry = () => instance('sentry');

/** Does something, and says how many seconds it took. */
const timed = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
  const start = Date.now();
  const result = await act();
  process.stdout.write(`${what}: ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
};

/** Ids of the pods and of their containers, which are others after a restart, by component. */
const running = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await sentry().pods()).map((pod) => [
      componentOf(pod),
      [pod.metadata.uid, ...containersOf(pod).map(({ containerID }) => containerID)].join(' '),
    ]),
  );

const except = (pods: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(pods).filter(([component]) => component !== broken));

/** Waits until the broken store is all that is not ready, and its image is what it waits for. */
const isBroken = (seconds: number): Promise<void> =>
  node().cluster.until(
    `${broken} without an image, the rest ready`,
    async () => {
      const pods = await sentry().pods();
      const states = pods.filter((pod) => componentOf(pod) === broken).flatMap((pod) => containersOf(pod).map(({ state }) => state));
      return [
        ...(states.some(({ waiting }) => /ImagePull/.test(waiting?.reason ?? '')) ? [] : [JSON.stringify(states)]),
        ...pods.filter((pod) => componentOf(pod) !== broken && !isReady(pod)).map(({ metadata }) => metadata.name),
        ...(pods.length > 20 ? [] : [`${pods.length} pods`]),
      ];
    },
    seconds,
  );

/** Rows of events, doubles too. */
const rows = (): Promise<string> => sentry().clickhouse('SELECT count() FROM errors_local');

describe('a store that once failed to start', () => {
  test('of a StatefulSet with OrderedReady: the apply is refused, the README’s command and another apply heal it, nothing else restarts', async () => {
    await timed('all but the broken store ready', async () => {
      await sentry().install(ordered(withoutImage(dist, broken)));
      await isBroken(240);
    });
    const before = await running();
    const refused = node().cluster.tryKubectl('-n', 'sentry', 'apply', '-f', dist);
    expect(refused.ok).toBe(false);
    // Nothing else is refused. Older API servers name the fields that may change instead.
    const immutable = /spec.podManagementPolicy: .* field is immutable|updates to statefulset spec for fields other than/g;
    expect([refused.stderr.match(immutable)?.length, refused.stderr.match(/^Error from server/gm)?.length]).toEqual([6, 6]);
    await timed('healed by the command and an apply', async () => {
      node().cluster.kubectl(...orphanCommand('sentry'));
      await sentry().apply(dist);
      await sentry().ready(120);
    });
    const after = await running();
    expect(except(after)).toEqual(except(before));
    expect(after[broken]).not.toBe(before[broken]);
  });

  test('of today’s render: corrected manifests alone heal it', async () => {
    const before = await running();
    await sentry().apply(withoutImage(dist, broken));
    await isBroken(90);
    await timed('healed by an apply', async () => {
      await sentry().apply(dist);
      await sentry().ready(60);
    });
    expect(except(await running())).toEqual(except(before));
  });
});

describe('data', () => {
  const event = events(sentry, other);
  let accepted: readonly string[];
  let count: string;

  test('is there, in every store', async () => {
    await leave(sentry(), event);
    const stop = startLoad(node(), other(), `${edgeUrl(sentry())}/api/1/store/`, 'sentry.example.com');
    await node()
      .cluster.until('a hundred events', async () => (Number(await rows()) > 100 ? [] : ['fewer']), 60)
      .catch(async (error) => {
        await stop();
        throw error;
      });
    const load = await stop();
    expect(load.failed).toEqual([]);
    accepted = load.accepted;
    await arrive(sentry(), accepted);
    count = await rows();
    expect(await marks(sentry(), event)).toEqual(all(event));
  });

  const isThere = async () => {
    expect(await marks(sentry(), event)).toEqual(all(event));
    await arrive(sentry(), accepted, 5);
    expect(await rows()).toBe(count);
  };

  test('kubelet and containerd are killed and started again: no container restarts', async () => {
    const before = await running();
    await timed('node ready after kubelet and containerd were killed', async () => {
      for (const daemon of ['kubelet', 'containerd']) node().kill(daemon);
      const start = Date.now();
      node().startDaemon('containerd');
      await node().containerdAnswers();
      node().startDaemon('kubelet');
      await node().isReady(start);
    });
    await sentry().ready(60);
    // The kubelet looks after pods again, and exec goes through both.
    await stranger(node(), 'newcomers');
    expect(sentry().kubectl('exec', 'sentry-postgres-0', '--', 'echo', 'here').trim()).toBe('here');
    expect(await running()).toEqual(before);
  });

  test('power is lost while each CronJob runs: everything is ready in five minutes, nothing lost, no Job stuck', async () => {
    const jobs = (await node().cluster.list('CronJob', 'sentry')).map(({ metadata }) => metadata.name);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      sentry().kubectl('create', 'job', `once-${job}`, `--from=cronjob/${job}`);
      await stopped(sentry(), `once-${job}`);
    }
    const start = Date.now();
    await timed('node back after the loss of power', async () => {
      await node().powerLoss();
      await node().boot();
    });
    // What the API server remembers of the time before is no news.
    const old = async () =>
      (await sentry().pods()).flatMap((pod) =>
        containersOf(pod)
          .filter(({ state }) => state['running'] !== undefined && Date.parse(String(state['running'].startedAt)) < start - 1000)
          .map(({ name }) => `${pod.metadata.name}/${name} is of before`),
      );
    await timed('everything ready after the node was back', async () => {
      await node().cluster.until('every container started anew', old, 300);
      await sentry().ready(300 - (Date.now() - start) / 1000);
      // A Job can end well by another pod too.
      await node().cluster.until('the end of each Job', async () =>
        (await node().cluster.list('Job', 'sentry'))
          .filter(({ status }) => status?.['succeeded'] !== 1)
          .map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status)}`),
      );
    });
    for (const job of jobs) sentry().kubectl('delete', 'job', `once-${job}`);
    await isThere();
  });

  test('the README’s uninstall keeps claims and Secrets, and an install over them has the data', async () => {
    const kept = async () =>
      (await node().cluster.listAll(['PersistentVolumeClaim', 'Secret'], 'sentry'))
        .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid}`)
        .sort();
    const before = await kept();
    await timed('uninstalled', async () => {
      node().cluster.kubectl(...uninstallCommand());
      await node().cluster.until('the end of every pod', async () =>
        (await node().cluster.list('Pod', 'sentry')).map(({ metadata }) => metadata.name),
      );
    });
    const kinds = node().cluster.kubectl('api-resources', '--namespaced', '--verbs=list', '-o', 'name').trim().split('\n');
    const left = node()
      .cluster.kubectl(
        '-n',
        'sentry',
        'get',
        kinds.join(','),
        '-l',
        'app.kubernetes.io/instance=sentry',
        '-o',
        'name',
        '--ignore-not-found',
      )
      .trim()
      .split('\n');
    expect(left.filter((name) => !/^(persistentvolumeclaim|secret)\//.test(name))).toEqual([]);
    expect(await kept()).toEqual(before);
    await timed('installed over the kept claims', async () => {
      await sentry().apply(dist);
      await sentry().ready(240);
    });
    expect(await kept()).toEqual(before);
    await isThere();
  });
});
