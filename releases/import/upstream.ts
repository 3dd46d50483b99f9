import { execFileSync } from 'node:child_process';
import { ImportError } from './error';

/** Reads files of a git checkout as they stand at a tag; the work tree, if there is one, does not matter. */
export const readTag = (folder: string, tag: string): ((path: string) => string | undefined) => {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024 });
  try {
    git('rev-parse', '--git-dir');
  } catch {
    throw new ImportError(`${folder}: expected a checkout of upstream's repository, got no git repository`);
  }
  try {
    git('rev-parse', '--verify', `refs/tags/${tag}`);
  } catch {
    throw new ImportError(`${tag}: expected a tag of upstream's repository, got none of this name`);
  }
  return (path) => {
    if (git('ls-tree', tag, '--', path) === '') return undefined;
    return git('show', `${tag}:${path}`);
  };
};
