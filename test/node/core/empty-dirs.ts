// EmptyDirs of pods that run for ever, overfilled.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { type PodSpec, quantityNumber } from 'manifest-review/manifests';
import type { Live } from '../../cluster/cluster';
import type { Instance } from '../support/instance';
import { componentOf, containersOf, inPod, isReady } from '../support/pods';
import { edgeUrl } from './events';

export interface EmptyDir {
  readonly component: string;
  readonly volume: string;
  /** As the manifest has it. */
  readonly limit: string;
  readonly isInMemory: boolean;
  /** Where the first container has it. */
  readonly at: string;
}

const bytes = ({ limit }: EmptyDir): number => quantityNumber(limit) ?? Number.NaN;

export const emptyDirsOf = (pod: Live): EmptyDir[] => {
  const { volumes = [], containers } = pod.spec as PodSpec;
  return volumes.flatMap(({ name, emptyDir }) => {
    if (emptyDir === undefined) return [];
    const { sizeLimit = '', medium } = emptyDir as { sizeLimit?: string; medium?: string };
    const mounts = containers[0]?.['volumeMounts'] as { name: string; mountPath: string }[] | undefined;
    const mount = mounts?.find((each) => each.name === name);
    return [{ component: componentOf(pod), volume: name, limit: sizeLimit, isInMemory: medium === 'Memory', at: mount?.mountPath ?? '' }];
  });
};

/** As many at once as the disk bears: one of each pod, and no more than so many bytes. */
export const rounds = (all: readonly EmptyDir[], most = 16 * 2 ** 30): EmptyDir[][] => {
  const result: EmptyDir[][] = [];
  for (const each of [...all].sort((a, b) => bytes(b) - bytes(a))) {
    const room = result.find(
      (round) =>
        !round.some(({ component }) => component === each.component) &&
        [...round, each].reduce((sum, other) => sum + bytes(other), 0) <= most,
    );
    if (room === undefined) result.push([each]);
    else room.push(each);
  }
  return result;
};

interface EvictedEvent {
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly uid: string };
}

const restartsOf = (pod: Live): number => containersOf(pod).reduce((sum, { restartCount }) => sum + restartCount, 0);

/** Writes a megabyte more than its limit into a volume of each pod, by the pod's id. */
export const overfill = ({ node }: Instance, filled: ReadonlyMap<string, EmptyDir>): void => {
  for (const [uid, each] of filled) {
    const folder = path.join(node.state, 'kubelet/pods', uid, 'volumes/kubernetes.io~empty-dir', each.volume);
    execFileSync('fallocate', ['--length', String(bytes(each) + 2 ** 20), path.join(folder, 'filled')]);
  }
};

/** Waits until each pod is evicted for its volume; in seconds. */
export const evicted = async (instance: Instance, filled: ReadonlyMap<string, EmptyDir>): Promise<number> => {
  const start = Date.now();
  await instance.until(
    'evictions',
    async () => {
      const events = ((await instance.node.cluster.list('Event', instance.namespace)) as unknown as EvictedEvent[]).filter(
        ({ reason }) => reason === 'Evicted',
      );
      return [...filled].flatMap(([uid, { component, volume, limit }]) =>
        events.some(
          (event) =>
            event.involvedObject.uid === uid && event.message.includes(`Usage of EmptyDir volume "${volume}" exceeds the limit "${limit}"`),
        )
          ? []
          : [`${component} is not evicted for ${volume}, ${limit}`],
      );
    },
    90,
  );
  return (Date.now() - start) / 1000;
};

/** Fills one volume of each pod: those are evicted, for that volume, and replaced; all others stay. */
const fill = async (instance: Instance, round: readonly EmptyDir[]): Promise<void> => {
  const before = new Map((await instance.pods()).map((pod) => [componentOf(pod), pod] as const));
  const filled = new Map(round.map((each) => [before.get(each.component)?.metadata.uid ?? '', each] as const));
  const start = Date.now();
  overfill(instance, filled);
  const seconds = await evicted(instance, filled);
  // An eviction is told before its pod has ended.
  await instance.until('the end of what was evicted', async () =>
    (await instance.pods())
      .filter(({ metadata, status }) => filled.has(metadata.uid) && status?.['phase'] !== 'Failed')
      .map(({ metadata }) => metadata.name),
  );
  // What was evicted stays to be looked at.
  instance.kubectl('delete', 'pods', '--field-selector=status.phase=Failed', '--wait=false');
  await instance.ready(120);
  const after = new Map((await instance.pods()).map((pod) => [componentOf(pod), pod] as const));
  const touched = [...before].filter(([component, pod]) => after.get(component)?.metadata.uid !== pod.metadata.uid).map(([name]) => name);
  const restarted = [...after].flatMap(([component, pod]) => {
    const count = restartsOf(pod) - (touched.includes(component) ? 0 : restartsOf(before.get(component) as Live));
    return count > 0 ? [`${component} ${count}`] : [];
  });
  process.stdout.write(
    `${round.map(({ component, volume, limit }) => `${component} ${volume} ${limit}`).join(', ')}: evicted after ${seconds.toFixed(0)} s, all ready after ${((Date.now() - start) / 1000).toFixed(0)} s; restarted meanwhile: ${restarted.join(', ') || 'none'}\n`,
  );
  expect(touched.sort()).toEqual(round.map(({ component }) => component).sort());
};

/** In memory, the size is the file system's: who fills it is told, and the pod stays. */
const fillMemory = async (instance: Instance, { component, at }: EmptyDir, meanwhile: () => Promise<void>): Promise<void> => {
  const pod = await instance.pod(component);
  expect(await instance.exec(component, 'sh', '-c', `cat /dev/zero 2>&1 >${at}/filled || true`)).toContain('No space left on device');
  await meanwhile();
  await instance.exec(component, 'rm', `${at}/filled`);
  const now = await instance.pod(component);
  expect([now.metadata.uid, restartsOf(now), isReady(now)]).toEqual([pod.metadata.uid, restartsOf(pod), true]);
};

/** Every emptyDir of every pod that runs, to its limit and beyond. */
export const emptyDirsFilled = (instance: () => Instance, stranger: () => Live): void => {
  const all = async () => (await instance().pods()).flatMap(emptyDirsOf);

  /** Status of an event whose message is so many characters long. */
  const post = async (length: number): Promise<number> => {
    const event = JSON.stringify({ event_id: randomUUID().replaceAll('-', ''), message: 'x'.repeat(length) });
    const url = `${edgeUrl(instance())}/api/1/store/`;
    const headers = ['Host: sentry.example.com', `X-Sentry-Auth: Sentry sentry_version=7, sentry_key=${'0'.repeat(32)}`];
    return ((await inPod(instance().node, stranger(), 'request.py', 'POST', url, event, ...headers)) as { status: number }).status;
  };

  test(
    'who outgrows an emptyDir on disk is evicted and replaced, all others stay',
    async () => {
      const onDisk = (await all()).filter(({ isInMemory }) => !isInMemory);
      expect(onDisk.length).toBeGreaterThan(20);
      for (const round of rounds(onDisk)) await fill(instance(), round);
    },
    15 * 60_000,
  );

  test('who fills an emptyDir in memory is told, and stays', async () => {
    const inMemory = (await all()).filter(({ isInMemory }) => isInMemory);
    expect(inMemory.map(({ component }) => component).sort()).toEqual(['edge', 'postgres']);
    for (const each of inMemory)
      await fillMemory(instance(), each, async () => {
        if (each.component !== 'edge') return;
        // What nginx keeps in its buffer passes, what it would write down does not.
        expect([await post(100), await post(50_000)]).toEqual([200, 503]);
      });
    expect(await post(50_000)).toBe(200);
  });
};
