import { optionValues } from './kafka';
import type { Component } from './topology';

const options = ['--health-check-file', '--healthcheck-file-path', '--health-check-file-path'];
const fallback = '/tmp/health.txt';

/** The file a consumer touches, as its argv or environment says, with the option that makes it where upstream passes none; no file where the command knows no such option. */
export const heartbeat = ({ argv = [], environment, role }: Component): { file?: string; argv: readonly string[] } => {
  const fromArgv = options.flatMap((option) => optionValues(argv, option))[0];
  const fromEnvironment = Object.entries(environment).find(([variable]) => variable.endsWith('_HEALTH_CHECK_FILE_PATH'))?.[1];
  const file = fromArgv ?? fromEnvironment;
  if (file !== undefined || role.heartbeatOption === undefined) return { file, argv };
  return { file: fallback, argv: [...argv, role.heartbeatOption, fallback] };
};
