// What the machine looks like outside the node.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

const lines = (text: string): string[] => text.trim().split('\n').filter(Boolean);

const pidNamespace = (pid: string): string | undefined => attempt(() => readlinkSync(`/proc/${pid}/ns/pid`));

/** Whether processes of this machine are in a cgroup: those of a node's pods have a pid namespace of their own. */
const isOthers = (cgroup: string): boolean =>
  lines(attempt(() => readFileSync(`${cgroup}/cgroup.procs`, 'utf8')) ?? '').some((pid) => pidNamespace(pid) === pidNamespace('self'));

/** What a node could leave on the machine: mounts, links, cgroups, named network namespaces, loop devices in use. */
const leavings: Readonly<Record<string, () => string[]>> = {
  // Ids are given again, so the rest of the line is what counts.
  mounts: () => lines(readFileSync('/proc/self/mountinfo', 'utf8')).map((line) => line.split(' ').slice(3).join(' ')),
  links: () => lines(execFileSync('ip', ['-oneline', 'link'], { encoding: 'utf8' })).map((line) => String(line.split(': ')[1])),
  // One that goes away meanwhile is an error to find, and none here.
  cgroups: () => lines(spawnSync('find', ['/sys/fs/cgroup', '-type', 'd'], { encoding: 'utf8' }).stdout),
  'network namespaces': () => (existsSync('/run/netns') ? readdirSync('/run/netns') : []),
  'loop devices': () => lines(execFileSync('losetup', ['--noheadings', '--output', 'NAME,BACK-FILE'], { encoding: 'utf8' })),
};

const processes = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

/** Processes that are in one of the namespaces, or were started for the node of that name. */
const processesOf = (namespaces: readonly string[], name: string): string[] =>
  processes().flatMap((pid) => {
    if (pid === String(process.pid)) return [];
    const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')) ?? '';
    const environment = attempt(() => readFileSync(`/proc/${pid}/environ`, 'utf8')) ?? '';
    const inside = ['net', 'mnt', 'pid', 'uts', 'ipc'].some((kind) =>
      namespaces.includes(attempt(() => readlinkSync(`/proc/${pid}/ns/${kind}`)) ?? ''),
    );
    return inside || command.includes(name) || environment.includes(`NODE_CGROUP=${name}`) ? [`${pid} ${command}`] : [];
  });

export interface Outside {
  /** Waits until the machine is as it was before, thirty seconds at most; throws with what is more or less. */
  readonly remains: (namespaces: readonly string[], name: string) => Promise<void>;
}

/** Takes down what the machine looks like now. */
export const outside = (): Outside => {
  const before = Object.fromEntries(Object.entries(leavings).map(([what, list]) => [what, list().sort()]));
  const differences = (namespaces: readonly string[], name: string): string[] => [
    ...processesOf(namespaces, name).map((each) => `process ${each}`),
    ...Object.entries(leavings).flatMap(([what, list]) => {
      const [was, is] = [before[what] ?? [], list().sort()];
      return [
        ...is.filter((each) => !was.includes(each) && !(what === 'cgroups' && isOthers(each))).map((each) => `${what}: ${each} is new`),
        // Others may take away what is theirs meanwhile; that a node did is told by what it hid or unmounted.
        ...(what === 'cgroups' ? [] : was.filter((each) => !is.includes(each)).map((each) => `${what}: ${each} is gone`)),
      ];
    }),
  ];
  return {
    remains: async (namespaces, name) => {
      const end = Date.now() + 30_000;
      for (;;) {
        const found = differences(namespaces, name);
        if (found.length === 0) return;
        if (Date.now() > end) throw new Error(`left outside the node:\n${found.join('\n')}`);
        await sleep(100);
      }
    },
  };
};
