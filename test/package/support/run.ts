// Runs a program as a user would, apart from this test's own environment.
import { spawnSync } from 'node:child_process';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunProps {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What jest and npm tell their children is not for those that stand for a user's own commands. */
const outer = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|JEST_|SENTRY_CONFIG$|CDK8S_)/i.test(name)));

/** Runs a program to its end. */
export const tryRun = (program: string, args: readonly string[], { cwd, env }: RunProps): Ran => {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...outer, npm_config_update_notifier: 'false', ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (error) throw error;
  return { status, stdout, stderr };
};

/** Runs a program that must succeed, and gives what it wrote; throws with all that it said. */
export const run = (program: string, args: readonly string[], props: RunProps): string => {
  const { status, stdout, stderr } = tryRun(program, args, props);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
};
