// Files of settings to folders: one or several, whole or not at all.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { synthFiles } from '../synth';

const head = 'url: https://sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'instances-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const messages = (run: () => void): string => {
  try {
    run();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const silent = () => {};

test('one file fills the folder, several one folder each', () => {
  const out = path.join(folder, 'dist');
  synthFiles([config('one.yaml', head)], out, silent);
  expect(readdirSync(out)).toContain('00-foundation.k8s.yaml');
  synthFiles([config('one.yaml', head), config('two.yaml', `instance: two\n${head}`)], out, silent);
  expect(readdirSync(out)).toEqual(['one', 'two']);
  expect(readFileSync(path.join(out, 'two/30-web.k8s.yaml'), 'utf8')).toContain('name: two-web');
});

test.each(['dist', 'dist/', 'dist/.', 'dist//', 'x/../dist'])('%s is one place', (name) => {
  const file = config('one.yaml', head);
  synthFiles([file], path.join(folder, 'dist'), silent);
  const before = readdirSync(path.join(folder, 'dist'));
  synthFiles([file], `${folder}/${name}`, silent);
  expect(readdirSync(folder).sort()).toEqual(['dist', 'one.yaml']);
  expect(readdirSync(path.join(folder, 'dist'))).toEqual(before);
});

test('no name is no folder, a link is where it leads, and what stands beside stays', () => {
  const out = path.join(folder, 'dist');
  const file = config('one.yaml', head);
  expect(messages(() => synthFiles([file], '', silent))).toBe('expected the name of a folder to write to, got nothing');
  for (const name of ['real', 'dist.partial', 'dist.replaced']) mkdirSync(path.join(folder, name));
  symlinkSync('real', out);
  synthFiles([file], out, silent);
  expect(readdirSync(path.join(folder, 'real'))).toContain('00-foundation.k8s.yaml');
  expect(readlinkSync(out)).toBe('real');
  expect(readdirSync(folder).sort()).toEqual(['dist', 'dist.partial', 'dist.replaced', 'one.yaml', 'real']);
});

test('what cannot be replaced stays', () => {
  const out = path.join(folder, 'dist');
  synthFiles([config('one.yaml', head)], out, silent);
  const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
  const renameSync = fs.renameSync;
  const rename = jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    if (String(from).endsWith('new')) throw new Error('no space');
    renameSync(from, to);
  });
  try {
    expect(messages(() => synthFiles([config('one.yaml', head)], out, silent))).toBe('no space');
  } finally {
    rename.mockRestore();
  }
  expect(readdirSync(folder).sort()).toEqual(['dist', 'one.yaml']);
  expect(readdirSync(out)).toContain('00-foundation.k8s.yaml');
});

test('after an error the folder is as it was, and every file’s mistakes are told', () => {
  const out = path.join(folder, 'dist');
  synthFiles([config('good.yaml', head)], out, silent);
  const before = readdirSync(out);
  const text = messages(() =>
    synthFiles([config('good.yaml', head), config('a.yaml', 'size: big\n'), path.join(folder, 'none.yaml')], out, silent),
  );
  expect(text).toContain('a.yaml:1:7: size: expected small or medium, got "big"');
  expect(text).toContain('none.yaml: no such file');
  expect(readdirSync(out)).toEqual(before);
  expect(existsSync(`${out}.partial`)).toBe(false);
});

test('a folder, and no file at all, are refused', () => {
  const out = path.join(folder, 'dist');
  expect(messages(() => synthFiles([folder], out, silent))).toBe(`${folder}: expected a file, got a folder`);
  expect(messages(() => synthFiles([], out, silent))).toBe('files of settings: expected the name of one, got nothing');
});

test('two files that would share a folder are refused', () => {
  expect(messages(() => synthFiles(['a/sentry.yaml', 'b/sentry.yaml'], path.join(folder, 'dist'), silent))).toBe(
    'files of settings: expected different names, got two that would be written to "sentry"',
  );
});
