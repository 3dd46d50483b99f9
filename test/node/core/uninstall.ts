// The README's command that uninstalls.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../../root';

/** The README's command that uninstalls and keeps the data, as arguments of kubectl. */
export const uninstallCommand = (): string[] => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const [, command] = /This removes everything but Namespace, volumes and Secrets:\n+```\nkubectl (.*)\n```$/m.exec(readme) ?? [];
  if (command === undefined) throw new Error('README.md has no command that uninstalls and keeps the data');
  return command.split(' ');
};
