// Where manifests come from: a file, a folder, or a revision of git.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { orUserError, readStandardInput, readText, whatIsAt } from '../manifests';
import { ReviewError, type SourceFile } from './read';

/** One side: its files, and what to call it. */
export interface Source {
  readonly name: string;
  readonly files: readonly SourceFile[];
}

const isManifest = (name: string): boolean => /\.(ya?ml|json)$/.test(name);

/** All YAML and JSON files below a folder, or the one file; `-` is standard input. Throws ReviewError where there is nothing. */
export const filesAt = (place: string): Source => {
  if (place === '-') return { name: 'standard input', files: [{ name: 'standard input', text: readStandardInput() }] };
  const found = whatIsAt(place);
  if (found === undefined) throw new ReviewError([`${place}: expected a file or folder of manifests, got nothing at this path`]);
  const read = (file: string): SourceFile => ({ name: file, text: readText(file) });
  if (found === 'file') return { name: place, files: [read(place)] };
  const names = orUserError(place, 'cannot be read', () => readdirSync(place, { recursive: true, encoding: 'utf8' }))
    .filter((name) => isManifest(name) && !name.split(path.sep).some((part) => part === 'node_modules' || part.startsWith('.')))
    .sort();
  return {
    name: place,
    files: names
      .map((name) => path.join(place, name))
      // A link that leads nowhere is told when it is read.
      .filter((file) => whatIsAt(file) !== 'folder')
      .map(read),
  };
};

const git = (args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (error !== undefined) throw new ReviewError([`git: ${error.message}`]);
  if (status !== 0) throw new ReviewError([stderr.trim().split('\n')[0] ?? `git ${args[0]} failed`]);
  return stdout;
};

/** Files of a folder of the work tree at `cwd` as a revision has them; none where it has no such folder. Throws ReviewError for a revision that is not there. */
export const filesOfRevision = (revision: string, folder: string, cwd: string): Source => {
  const shown = spawnSync('git', ['rev-parse', '--verify', '--quiet', '--short', `${revision}^{commit}`], { cwd, encoding: 'utf8' });
  if (shown.status !== 0) {
    git(['rev-parse', '--git-dir'], cwd);
    throw new ReviewError([
      `${revision}: expected a revision of this repository, got a name that git does not know (in CI, fetch it first)`,
    ]);
  }
  const commit = shown.stdout.trim();
  const listed = git(['ls-tree', '-r', '-z', '--name-only', commit, '--', `${folder}/`], cwd);
  const names = listed.split('\0').filter((name) => name !== '' && isManifest(name));
  const objects =
    names.length === 0
      ? Buffer.alloc(0)
      : execFileSync('git', ['cat-file', '--batch'], {
          cwd,
          input: names.map((name) => `${commit}:./${name}\n`).join(''),
          maxBuffer: 1 << 30,
        });
  let offset = 0;
  const files = names.map((name) => {
    const end = objects.indexOf(10, offset);
    const size = Number(objects.toString('utf8', offset, end).split(' ')[2]);
    const text = objects.toString('utf8', end + 1, end + 1 + size);
    offset = end + size + 2;
    return { name: `${revision}:${name}`, text };
  });
  return { name: `${folder}/ at ${revision === commit ? commit : `${revision} (${commit})`}`, files };
};

/** Whether the folder differs from its last commit. */
export const isDirty = (folder: string, cwd: string): boolean => git(['status', '--porcelain', '--', folder], cwd).trim() !== '';
