// Pods, their containers, and scripts that run inside them.
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { root } from '../../../root';
import type { Cluster, Live } from '../../cluster/cluster';
import type { Node } from './node';
import type { Place } from './place';

export const inside = path.join(root, 'test/node/inside');

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly containerID?: string;
  readonly state: Readonly<
    Record<string, { readonly reason?: string; readonly exitCode?: number; readonly message?: string; readonly startedAt?: string }>
  >;
  readonly lastState: ContainerStatus['state'];
}

export const componentOf = ({ metadata }: Live): string => metadata.labels?.['app.kubernetes.io/component'] ?? metadata.name;

/** Statuses of all containers, those of init first. */
export const containersOf = ({ status = {} }: Live): ContainerStatus[] =>
  ['initContainerStatuses', 'containerStatuses'].flatMap((field) => (status[field] as ContainerStatus[] | undefined) ?? []);

export const isReady = ({ status, metadata }: Live): boolean =>
  metadata.deletionTimestamp === undefined &&
  ((status?.['conditions'] ?? []) as { type: string; status: string }[]).some((each) => each.type === 'Ready' && each.status === 'True');

export const isOver = ({ status }: Live): boolean => status?.['phase'] === 'Succeeded';

/** Pods of a component that run, oldest first. */
export const podsOf = async (cluster: Cluster, namespace: string, component: string): Promise<Live[]> =>
  (await cluster.list('Pod', namespace, `app.kubernetes.io/component=${component}`))
    .filter((pod) => !isOver(pod))
    .sort((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));

/** Each container that was restarted, with why and the end of what it said before. */
export const restarts = async (cluster: Cluster, namespace: string): Promise<string[]> =>
  (await cluster.list('Pod', namespace)).flatMap((pod) =>
    containersOf(pod)
      .filter(({ restartCount }) => restartCount > 0)
      .map(({ name, restartCount, lastState }) => {
        const log = cluster.tryKubectl('-n', namespace, 'logs', pod.metadata.name, '-c', name, '--previous', '--tail=8').stdout;
        return `${pod.metadata.name}/${name}: ${restartCount} restarts, ${JSON.stringify(lastState)}\n${log}`;
      }),
  );

interface WarningEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

/** `name: reason: message` of the warnings about the objects. */
const warnings = async (cluster: Cluster, namespace: string, concerned: (object: WarningEvent['involvedObject']) => boolean) =>
  ((await cluster.list('Event', namespace)) as unknown as WarningEvent[])
    .filter(({ type, involvedObject }) => type === 'Warning' && concerned(involvedObject))
    .map(({ reason, message, involvedObject }) => ({ name: involvedObject.name, text: `${reason}: ${message}` }));

/** Every pod that is neither ready nor over: its containers' states, the end of the logs of those that fail or wait, its warnings; and the pods that could not be made. */
export const unready = async (cluster: Cluster, namespace: string): Promise<string[]> => {
  const pods = (await cluster.list('Pod', namespace)).filter((pod) => !isReady(pod) && !isOver(pod));
  const about = await warnings(cluster, namespace, ({ kind }) => kind === 'Pod');
  const unmade = (await warnings(cluster, namespace, ({ kind }) => kind !== 'Pod')).filter(({ text }) => text.startsWith('FailedCreate'));
  return [
    ...pods.flatMap((pod) => {
      const { name } = pod.metadata;
      const containers = containersOf(pod).filter(({ state, ready }) => !ready && state['terminated']?.exitCode !== 0);
      return [
        `${name}: ${JSON.stringify(pod.status?.['phase'])}`,
        ...containers.map((container) => {
          // Of a container that is not running: of its last one.
          const log = cluster.tryKubectl('-n', namespace, 'logs', name, '-c', container.name, '--tail=8');
          return `  ${container.name}: ${JSON.stringify(container.state)} ${JSON.stringify(container.lastState)}\n${log.stdout}`;
        }),
        ...about.filter((each) => each.name === name).map(({ text }) => `  ${text}`),
      ];
    }),
    ...unmade.map((each) => `${each.name}: ${each.text}`),
  ];
};

/** Runs a script of inside/ in the network namespace of a pod; resolves with the JSON that it printed. */
export const inPod = async (place: Place, pod: Live, script: string, ...args: readonly string[]): Promise<unknown> =>
  JSON.parse(await place.run(pod, script, ...args));

export interface Load {
  /** Ids of events that were answered with 200. */
  readonly accepted: readonly string[];
  readonly failed: readonly { readonly second: number; readonly answer: number | string }[];
  /** ms */
  readonly slowest: number;
}

/** Posts events from the pod until the returned function is called, five minutes at most. @param rate events a second */
export const startLoad = (node: Node, pod: Live, url: string, host: string, rate = 10): (() => Promise<Load>) => {
  const [command = '', ...first] = node.inPod(pod.metadata.uid);
  const child = spawn(command, [...first, process.execPath, path.join(inside, 'load.js'), url, host, String(rate), '300'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return async () => {
    child.stdin.end();
    await ended;
    return JSON.parse(output) as Load;
  };
};
