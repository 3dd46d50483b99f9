// Files and folders of users: read, written whole, and what is wrong with them.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { makeFolder, readText, UserError, whatIsAt, writeWhole } from 'manifest-review/manifests';
import { filesAt } from '../../review/sources';

let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'files-'));
  writeFileSync(at('file'), 'text');
  mkdirSync(at('folder'));
  symlinkSync('nowhere', at('dangling'));
  symlinkSync('loop', at('loop'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is said of a place, whose name begins every message. */
const said = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return String((error as UserError).message).replaceAll(`${folder}/`, '');
  }
  throw new Error('expected an error');
};

test.each([
  ['nowhere', 'nowhere: no such file'],
  ['dangling', 'dangling: no such file'],
  ['file/below', 'file/below: no such file'],
  ['folder', 'folder: expected a file, got a folder'],
  ['loop', 'loop: cannot be read: too many symbolic links encountered'],
])('a file that cannot be read, without an invented line: %s', (name, message) => expect(said(() => readText(at(name)))).toBe(message));

test.each([
  ['file', 'file: expected a folder to write to, got a file'],
  ['file/a/b', 'file/a/b: expected a folder to write to, got a file at file'],
  ['loop/a', 'loop/a: cannot be read: too many symbolic links encountered'],
])('a folder that cannot be made: %s', (name, message) => expect(said(() => makeFolder(at(name)))).toBe(message));

test('a folder is made with those above it, once', () => {
  makeFolder(at('a/b/c'));
  makeFolder(at('a/b/c'));
  expect(whatIsAt(at('a/b/c'))).toBe('folder');
});

test('a file is written whole or not at all, and an error names it and no other', () => {
  writeWhole(at('new'), 'text');
  expect(readFileSync(at('new'), 'utf8')).toBe('text');
  expect(said(() => writeWhole(at('nowhere/new'), ''))).toBe('nowhere/new: cannot be written: no such file or directory');
  expect(said(() => writeWhole(at('folder'), ''))).toMatch(/^folder: cannot be written: /);
  expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('a mistake of ours is none of the user’s', () => {
  expect(() => writeWhole(at('new'), undefined as unknown as string)).toThrow(/^The "data" argument/);
});

test('a link that leads nowhere among manifests is told', () => {
  symlinkSync('nowhere', at('folder/a.yaml'));
  expect(said(() => filesAt(at('folder')))).toBe('folder/a.yaml: no such file');
});
