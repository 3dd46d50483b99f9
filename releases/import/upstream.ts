// Upstream's files in a git repository.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { ImportError } from './error';

/** Upstream's repository at a tag. */
export interface UpstreamFiles {
  /** Gives a file by its path; nothing when there is none. */
  readonly read: (path: string) => string | undefined;
  /** What git calls the content of each file, by path: its object name, which changes with the content and with nothing else. */
  readonly objects: ReadonlyMap<string, string>;
  /** The same for a part of a file. */
  readonly objectName: (text: string) => string;
}

/** As `git hash-object --stdin` gives it, in a repository of SHA-1. */
export const objectName = (text: string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

// Git's own variables, which a hook sets, would lead it to another repository.
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });

/** Throws ImportError for a folder that is no repository. */
const requireRepository = (folder: string): void => {
  try {
    git(folder, 'rev-parse', '--git-dir');
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string; stderr?: string };
    if (code === 'ENOENT') throw new ImportError('expected git on the PATH, got none: install it, for one by apt-get install git');
    throw new ImportError(`${folder}: expected a checkout of upstream's repository; git says: ${stderr.trim().split('\n')[0]}`);
  }
};

/** Releases that a git repository has tags of. Throws ImportError for a folder that is no repository. */
export const tagsOf = (folder: string): string[] => {
  requireRepository(folder);
  return git(folder, 'tag', '--list')
    .split('\n')
    .filter((tag) => /^\d+\.\d+\.\d+$/.test(tag));
};

/**
 * Reads files of a git repository, bare or not, as they stand at a tag; a work tree does not matter.
 * Throws ImportError for a folder that is no repository and for a tag that it does not have.
 */
export const readTag = (folder: string, tag: string): UpstreamFiles => {
  requireRepository(folder);
  try {
    git(folder, 'rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{tree}`);
  } catch {
    throw new ImportError(`${tag}: expected a tag of the repository in ${folder}, got none of this name; git fetch --tags brings new ones`);
  }
  const objects = new Map(
    git(folder, 'ls-tree', '-r', '-z', `refs/tags/${tag}`)
      .split('\0')
      .flatMap((line) => {
        const [, name, path] = /^\S+ blob (\S+)\t([\s\S]+)$/.exec(line) ?? [];
        return name === undefined || path === undefined ? [] : [[path, name] as const];
      }),
  );
  return { read: (path) => (objects.has(path) ? git(folder, 'show', `refs/tags/${tag}:${path}`) : undefined), objects, objectName };
};
