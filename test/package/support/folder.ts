// Folders outside the repository, with our packages from their tarballs.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../../../root';
import { pnpm } from './nodes';
import { tarballs } from './packed';
import { run } from './run';

/** An empty folder outside the repository, with a copy of a folder of this suite in it if one is named; it goes when the tests end. */
export const newFolder = (content?: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'user-'));
  if (content !== undefined) cpSync(path.join(__dirname, '..', content), folder, { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

type Manifest = Record<string, unknown> & { readonly dependencies?: Record<string, string> };

const ours: Record<string, string> = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).devDependencies;

/** Versions that this repository is tested with, by package. */
export const versions = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, ours[name] ?? '']));

/** Our own packages come from their tarballs, whoever asks for them. */
const overrides = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]));

/** Writes package.json, the packages of this repository from their tarballs, and installs. */
export const install = (folder: string, manager: 'npm' | 'pnpm', manifest: Manifest): void => {
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies ?? {}).map(([name, version]) => [name, overrides[name] ?? version]),
  );
  const redirected = { ...manifest, dependencies, overrides, pnpm: { overrides } };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(redirected, null, 2)}\n`);
  if (manager === 'npm') run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
  else run(process.execPath, [pnpm(), 'install', '--prefer-offline'], { cwd: folder });
};

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));

/** Names of files in which two folders differ. */
export const differing = (one: string, other: string): string[] => {
  const [a, b] = [contents(one), contents(other)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((file) => a[file] !== b[file]);
};

/** What the files of a folder hold, whatever they are called. */
export const bytes = (folder: string): string[] => Object.values(contents(folder)).sort();
