// Files that are right alone and wrong together, and names of files that are no names of folders.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { programFor } from '../commands/program';
import { renderText } from '../render';
import { folderNames, synthFiles } from '../synth';

const folder = mkdtempSync(path.join(tmpdir(), 'fleet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const both = 'url: https://a.example.com\ningest: { url: https://b.example.com }\n';
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), `${both}${text}`);
  return path.join(folder, name);
};

const first = file('first.yaml', '');
const out = path.join(folder, 'out');

test.each([
  [
    'the same',
    '',
    /second\.yaml:1:1: instance: expected names that differ from those of "sentry" of \S*first\.yaml in namespace sentry, got "sentry"; those of another cluster are rendered by themselves$/,
  ],
  ['the beginning of another', 'instance: sentry-snuba\n', /second\.yaml:3:11: instance: expected names .*, got "sentry-snuba"; /],
])('an instance of the same namespace whose name is %s', async (_what, text, message) => {
  const files = [first, file('second.yaml', text)];
  for (const each of [files, [...files].reverse()]) expect(() => synthFiles(each, out, () => {})).toThrow(/expected names that differ/);
  expect(() => synthFiles(files, out, () => {})).toThrow(message);
  expect(existsSync(out)).toBe(false);
  const log = jest.spyOn(console, 'error').mockImplementation(() => {});
  await expect(programFor(['check']).parseAsync(['check', '--config', files.join(',')], { from: 'user' })).rejects.toThrow(message);
  log.mockRestore();
});

test.each(['namespace: other\n', 'instance: sentry2\n'])('%j is another one', (text) => {
  expect(() => synthFiles([first, file('second.yaml', text)], out, () => {})).not.toThrow();
  rmSync(out, { recursive: true });
});

test.each(['...yaml', '..yaml', '.yaml', 'a/...yml'])('%s among several would be written elsewhere', (name) => {
  expect(() => folderNames(['sentry.yaml', name])).toThrow(`files of settings: expected names that can be those of folders, got "${name}"`);
});

test('aliases that explode', () => {
  const rows = Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]\n`);
  expect(() => renderText(`a0: &a0 [${'x,'.repeat(9)}]\n${rows.join('')}`, 'sentry.yaml')).toThrow(
    'sentry.yaml:10:42: not valid YAML: expected aliases that stand for at most 400,000 values together',
  );
});
