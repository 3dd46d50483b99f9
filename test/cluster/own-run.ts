// Runs the trial of a cluster of one's own as a user does.
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { root } from '../../root';
import { binary } from './binaries';

export interface OwnRun {
  readonly env?: Readonly<Record<string, string>>;
  /** Command that runs another one where the cluster is reached. @default - here */
  readonly inside?: readonly string[];
  /** When Ctrl-C is pressed, which every process of a terminal's foreground is told. @default - never */
  readonly interrupt?: Promise<void>;
}

/** Runs `test:cluster` or `test:node` as a user does, with kubectl in PATH. */
export const runOwn = async (
  script: 'test/cluster/run' | 'test/node/run',
  args: readonly string[],
  { env = {}, inside = [], interrupt }: OwnRun = {},
): Promise<{ code: number | null; output: string }> => {
  const { PATH, HOME } = process.env;
  const [command = '', ...rest] = [...inside, 'bash', script, ...args];
  const child = spawn(command, rest, {
    cwd: root,
    detached: true,
    env: { PATH: `${path.dirname(binary('kubectl'))}:${PATH}`, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data));
  void interrupt?.then(() => process.kill(-Number(child.pid), 'SIGINT'));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
};
