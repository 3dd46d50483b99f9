// Upstream's files in a git repository.
import { execFileSync } from 'node:child_process';
import { ImportError } from './error';

/** Gives a file of upstream's by its path in the repository; nothing when there is none. */
export type ReadFile = (path: string) => string | undefined;

// Git's own variables, which a hook sets, would lead it to another repository.
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

/**
 * Reads files of a git repository, bare or not, as they stand at a tag; a work tree does not matter.
 * Throws ImportError for a folder that is no repository and for a tag that it does not have.
 */
export const readTag = (folder: string, tag: string): ReadFile => {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
  try {
    git('rev-parse', '--git-dir');
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string; stderr?: string };
    if (code === 'ENOENT') throw new ImportError('expected git on the PATH, got none: install it, for one by apt-get install git');
    throw new ImportError(`${folder}: expected a checkout of upstream's repository; git says: ${stderr.trim().split('\n')[0]}`);
  }
  try {
    git('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{tree}`);
  } catch {
    throw new ImportError(`${tag}: expected a tag of the repository in ${folder}, got none of this name; git fetch --tags brings new ones`);
  }
  return (path) => (git('ls-tree', `refs/tags/${tag}`, '--', path) === '' ? undefined : git('show', `refs/tags/${tag}:${path}`));
};
