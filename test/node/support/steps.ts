// Kills a step of a Job at a moment of its choice.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'manifest-review/manifests';
import type { Live } from '../../cluster/cluster';
import { openGate } from './gate';
import type { Instance } from './instance';
import type { Node } from './node';
import { podsOf } from './pods';

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const kill = (pids: readonly number[]): void => {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
};

/** Command lines of a pod's processes: `python3 /etc/bootstrap/topics.py …`. */
export const commandsOf = (node: Node, podUid: string): string[] =>
  [...node.processes(podUid).values()].flat().map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim());

/** Id of the container that runs the command. */
export const runs = (node: Node, podUid: string, { command = [] }: Pick<Container, 'command'>): string | undefined =>
  [...node.processes(podUid)].find(([, pids]) => pids.some((pid) => read(`/proc/${pid}/cmdline`).includes(command.join('\0'))))?.[0];

export interface Moment {
  readonly pod: () => Promise<Live | undefined>;
  readonly container: Container;
  /** What the step has written so far. */
  readonly written: () => Promise<number>;
  /** As soon as so much is written. */
  readonly at: number;
}

/**
 * Kills all processes of a container that writes nothing, as soon as others have written so much, and gives what was written then;
 * undefined when it ended before.
 */
export const killAt = async (node: Node, { pod, container, written, at }: Moment, seconds = 240): Promise<number | undefined> => {
  const end = Date.now() + seconds * 1000;
  let found: string | undefined;
  let uid = '';
  while (found === undefined) {
    if (Date.now() > end) throw new Error(`${container.name} did not run in ${seconds} s`);
    // A list takes longer than a short step; containers are restarted in the same pod.
    if (uid === '' || node.processes(uid).size === 0) uid = (await pod())?.metadata.uid ?? '';
    found = uid === '' ? undefined : runs(node, uid, container);
    if (found === undefined) await sleep(20);
  }
  const pids = () => node.processes(uid).get(found as string) ?? [];
  while (pids().length > 0) {
    const now = await written();
    if (now >= at) {
      kill(pids());
      return now;
    }
    await sleep(20);
  }
  return undefined;
};

/** Where a step writes: a store's component and port. */
export interface Store {
  readonly component: string;
  readonly port: number;
}

interface Held extends Moment {
  /** What was written at the last look. */
  seen?: number;
  killed?: true;
}

interface Gate {
  readonly steps: Held[];
  readonly opened: Promise<() => Promise<void>>;
}

/**
 * Kills steps between two pieces of what they send to a store. Each piece is held until one has looked at what is written; so
 * no step gets further than one piece beyond what was seen, however fast it is.
 */
export class Gates {
  private readonly instance: Instance;
  private readonly gates = new Map<string, Gate>();

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /** Kills all processes of the container as soon as so much is written; gives what was written then. */
  async killAt(store: Store, moment: Moment, seconds = 240): Promise<number> {
    const key = `${store.component}:${store.port}`;
    const steps = this.gates.get(key)?.steps ?? [];
    const gate = this.gates.get(key) ?? { steps, opened: this.open(store, moment.pod, steps, seconds) };
    this.gates.set(key, gate);
    const held: Held = { ...moment };
    steps.push(held);
    await gate.opened;
    const left = () => (held.killed ? [] : [held.seen === undefined ? 'it sent nothing' : `${held.seen} of ${held.at} written`]);
    await this.instance.until(`${moment.container.name} killed`, left, seconds);
    return held.seen ?? Number.NaN;
  }

  private async open({ component, port }: Store, pod: Moment['pod'], steps: Held[], seconds: number): Promise<() => Promise<void>> {
    const { node, namespace } = this.instance;
    let server: Live | undefined;
    let source: Live | undefined;
    await this.instance.until(
      `both sides of a gate before ${component}`,
      async () => {
        [server] = await podsOf(node.cluster, namespace, component);
        source = await pod();
        return [server, source].every((each) => each?.status?.['podIP']) ? [] : [`${component} or the steps have no address`];
      },
      seconds,
    );
    const { uid } = (source as Live).metadata;
    return openGate(node, server as Live, port, String(source?.status?.['podIP']), async () => {
      const held = steps.find(({ container, killed }) => !killed && runs(node, uid, container) !== undefined);
      if (held === undefined) return true;
      held.seen = await held.written();
      if (held.seen < held.at) return true;
      kill(node.processes(uid).get(runs(node, uid, held.container) ?? '') ?? []);
      held.killed = true;
      return false;
    });
  }

  /** Takes all gates away. */
  async close(): Promise<void> {
    for (const { opened } of this.gates.values()) await (await opened)();
  }
}
