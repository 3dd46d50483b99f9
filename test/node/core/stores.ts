// Marks left in every store, and stores killed.
import type { Live } from '../../cluster/cluster';
import type { Instance } from '../support/instance';
import type { Place } from '../support/place';
import { componentOf, containersOf, inPod, isReady } from '../support/pods';
import { rowsOf } from './events';

/** A store of which a mark is left and found again. */
export interface Store {
  readonly component: string;
  readonly write?: (instance: Instance<Place>, mark: string) => Promise<unknown> | unknown;
  readonly read?: (instance: Instance<Place>, mark: string) => Promise<string> | string;
}

const redis = (instance: Instance<Place>, ...command: string[]) =>
  instance.exec(
    'redis',
    'sh',
    '-c',
    `REDISCLI_AUTH=${instance.secret('redis', 'password')} $(command -v valkey-cli || command -v redis-cli) ${command.join(' ')}`,
  );
const filer = async (instance: Instance<Place>, method: string, body = '') =>
  (
    (await inPod(instance.node, await instance.pod('seaweedfs'), 'request.py', method, 'http://127.0.0.1:8888/buckets/mark', body)) as {
      body: string;
    }
  ).body;

const stores: readonly Store[] = [
  {
    component: 'postgres',
    write: (instance, mark) => instance.sql(`CREATE TABLE mark AS SELECT '${mark}' AS mark`),
    read: (instance) => instance.sql('SELECT mark FROM mark'),
  },
  {
    component: 'redis',
    // Upstream's configuration saves by time and number of changes; what was not saved is lost with the process.
    write: async (instance, mark) => {
      await redis(instance, 'set', 'mark', mark);
      await redis(instance, 'save');
    },
    read: (instance) => redis(instance, 'get', 'mark'),
  },
  {
    component: 'kafka',
    read: (instance, mark) => (instance.messages('ingest-events').some((message) => message.includes(mark)) ? mark : ''),
  },
  {
    component: 'clickhouse',
    read: async (instance, mark) => ((await rowsOf(instance, [mark])).length === 1 ? mark : ''),
  },
  {
    component: 'seaweedfs',
    write: (instance, mark) => filer(instance, 'PUT', mark),
    read: (instance) => filer(instance, 'GET'),
  },
  { component: 'taskbroker' },
  { component: 'memcached' },
  { component: 'pgbouncer' },
];

const grace = ({ spec }: Live): number => Number((spec as { terminationGracePeriodSeconds: number }).terminationGracePeriodSeconds);

/** A pod, and the ids of the component's other ones. */
interface OneOf {
  readonly pod: Live;
  readonly others: ReadonlySet<string>;
}

/** Seconds from now until there is another pod in its place, or it has restarted, and is ready. */
const back = async (
  instance: Instance<Place>,
  { pod: { metadata, status }, others }: OneOf,
  component: string,
  seconds: number,
): Promise<number> => {
  const start = Date.now();
  const count = (pod: Live) => containersOf(pod).reduce((sum, { restartCount }) => sum + restartCount, 0);
  const was = count({ metadata, status } as Live);
  await instance.until(
    `${component} back`,
    async () => {
      const pods = (await instance.pods()).filter((pod) => componentOf(pod) === component && !others.has(pod.metadata.uid));
      const isBack = pods.some((pod) => isReady(pod) && (pod.metadata.uid !== metadata.uid || count(pod) > was));
      return isBack ? [] : pods.map((pod) => JSON.stringify(containersOf(pod).map(({ state, lastState }) => ({ state, lastState }))));
    },
    seconds,
  );
  return (Date.now() - start) / 1000;
};

/** Kills a process, which may have ended with the one before it. */
const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const report = (what: string, times: Record<string, number>) =>
  process.stdout.write(
    `${what}: ${Object.entries(times)
      .map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`)
      .join(', ')}\n`,
  );

/** What each store holds of the mark. */
export const marks = async (instance: Instance<Place>, mark: string) =>
  Object.fromEntries(
    await Promise.all(stores.map(async ({ component, read }) => [component, read === undefined ? mark : await read(instance, mark)])),
  );
export const all = (mark: string) => Object.fromEntries(stores.map(({ component }) => [component, mark]));

/** Does something to one pod of each store, all at once; in seconds. */
const each = async (
  instance: Instance<Place>,
  act: (one: OneOf, component: string) => Promise<number>,
): Promise<Record<string, number>> => {
  const pods = await instance.pods();
  const one = (component: string): OneOf => {
    const [pod, ...others] = pods.filter((each) => componentOf(each) === component);
    if (pod === undefined) throw new Error(`no pod of ${component}`);
    return { pod, others: new Set(others.map(({ metadata }) => metadata.uid)) };
  };
  return Object.fromEntries(await Promise.all(stores.map(async ({ component }) => [component, await act(one(component), component)])));
};

/** Leaves the mark in every store that takes one, once for an instance. */
export const leave = async (instance: Instance<Place>, mark: string): Promise<void> => {
  for (const { write } of stores) await write?.(instance, mark);
};

export const leaveMarks = (instance: () => Instance<Place>, mark: string): void =>
  test('each store takes a mark', async () => {
    await leave(instance(), mark);
    expect(await marks(instance(), mark)).toEqual(all(mark));
  });

/** @param mark id of an event that is in ClickHouse, and of what the stores were left */
export const storesKilled = (instance: () => Instance, mark: string): void =>
  test('every store is killed: it is back by itself, with its data', async () => {
    const times = await each(instance(), (one, component) => {
      const { pod } = one;
      const processes = instance().node.processes(pod.metadata.uid);
      const ids = containersOf(pod).flatMap(({ containerID = '' }) => containerID.replace('containerd://', ''));
      for (const pid of ids.flatMap((id) => processes.get(id) ?? [])) kill(pid);
      return back(instance(), one, component, 60);
    });
    report('ready after SIGKILL', times);
    expect(await marks(instance(), mark)).toEqual(all(mark));
  });

/** @param mark id of an event that is in ClickHouse, and of what the stores were left */
export const storesDeleted = (instance: () => Instance<Place>, mark: string): void =>
  test('every store’s pod is deleted: gone within its grace period, back, with its data', async () => {
    const gone: Record<string, number> = {};
    // 128 + SIGKILL: it did not end by itself within its grace period. The kubelet writes the same number for a container
    // that it no longer finds, with a reason of its own.
    const killed: string[] = [];
    const stop = await instance().node.cluster.watch('Pod', instance().namespace, ({ type, object }) => {
      const ends = containersOf(object).flatMap(({ state }) => state['terminated'] ?? []);
      const isKilled = ends.some(({ exitCode, reason }) => exitCode === 137 && reason !== 'ContainerStatusUnknown');
      if (type === 'DELETED' && isKilled) killed.push(`${object.metadata.name}: ${JSON.stringify(ends)}`);
    });
    const times = await each(instance(), async (one, component) => {
      const { pod } = one;
      const { cluster } = instance().node;
      const start = Date.now();
      instance().kubectl('delete', 'pod', pod.metadata.name, '--wait=false');
      await cluster.until(
        `the end of ${pod.metadata.name}`,
        async () => {
          const now = await cluster.get('Pod', instance().namespace, pod.metadata.name);
          return now === undefined || now.metadata.uid !== pod.metadata.uid
            ? []
            : [JSON.stringify(containersOf(now).map(({ state }) => state))];
        },
        grace(pod) + 30,
      );
      gone[component] = (Date.now() - start) / 1000;
      await back(instance(), one, component, 60);
      return (Date.now() - start) / 1000;
    });
    await stop();
    report('gone after deletion', gone);
    report('ready after deletion', times);
    expect(killed).toEqual([]);
    expect(await marks(instance(), mark)).toEqual(all(mark));
    await instance().ready(120);
  });
