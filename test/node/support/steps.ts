import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'manifest-review/manifests';
import type { Node } from './node';

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const signal = (pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void => {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch {
      // It has ended by itself.
    }
};

/** Command lines of a pod's processes: `python3 /etc/bootstrap/topics.py …`. */
export const commandsOf = (node: Node, podUid: string): string[] =>
  [...node.processes(podUid).values()].flat().map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim());

/** Id of the container that runs the command. */
const runs = (node: Node, podUid: string, { command = [] }: Pick<Container, 'command'>): string | undefined =>
  [...node.processes(podUid)].find(([, pids]) => pids.some((pid) => read(`/proc/${pid}/cmdline`).includes(command.join('\0'))))?.[0];

export interface Moment {
  readonly pod: () => Promise<string | undefined>;
  readonly container: Container;
  /** What the step has written so far. */
  readonly written: () => Promise<number>;
  /** As soon as so much is written. */
  readonly at: number;
  /** ms that it runs between two looks at what it has written. @default 20 */
  readonly slice?: number;
}

/**
 * Kills all processes of a container at a moment, and gives what was written then. It is stopped while one looks, so that
 * it goes no further; undefined when it ended before.
 */
export const killAt = async (
  node: Node,
  { pod, container, written, at, slice = 20 }: Moment,
  seconds = 240,
): Promise<number | undefined> => {
  const end = Date.now() + seconds * 1000;
  let found: string | undefined;
  let uid = '';
  while (found === undefined) {
    if (Date.now() > end) throw new Error(`${container.name} did not run in ${seconds} s`);
    // A list takes longer than a short step; containers are restarted in the same pod.
    if (uid === '' || node.processes(uid).size === 0) uid = (await pod()) ?? '';
    found = uid === '' ? undefined : runs(node, uid, container);
    if (found === undefined) await sleep(20);
  }
  const pids = () => node.processes(uid).get(found as string) ?? [];
  while (pids().length > 0) {
    signal(pids(), 'SIGSTOP');
    const now = await written().catch((error: unknown) => {
      signal(pids(), 'SIGCONT');
      throw error;
    });
    if (now >= at) {
      signal(pids(), 'SIGKILL');
      return now;
    }
    signal(pids(), 'SIGCONT');
    // So near, that write and those after it may come before one looks again.
    await sleep(now > 0 && now + 1 >= at ? 1 : slice);
  }
  return undefined;
};
