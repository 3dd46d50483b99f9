// The command: formats, exit codes, and mistakes that are told.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { filesAt, reviewCommand } from '../../index';
import { toYaml, UserError } from '../../manifests';
import { deployment } from '../support/pairs/objects';

const folder = mkdtempSync(path.join(tmpdir(), 'review-'));
afterAll(() => rmSync(folder, { recursive: true }));

const side = (name: string, image: string): string => {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, toYaml([deployment({ image })]));
  return file;
};
const [old, now] = [side('old', 'a:1'), side('new', 'a:2')];
const output = path.join(folder, 'out');

const run = (...args: string[]): Promise<number> =>
  reviewCommand(args, {
    usage: ['reviewer <old> <new>'],
    sources: ([one = '', other = '']) => [filesAt(one), filesAt(other)],
    rulesUrl: 'rules.md',
  });

test.each([
  ['text', /old\.yaml →\s+\S*new\.yaml/],
  ['markdown', /^### Worst: 🔄 restart/],
  ['json', /^\{\n {2}"old": /],
  ['html', /^<!doctype html>/],
])('writes %s', async (format, expected) => {
  expect(await run(old, now, '--format', format, '--output', output)).toBe(0);
  expect(readFileSync(output, 'utf8')).toMatch(expected);
});

test('the page of the rules is the program’s, or the one that is named', async () => {
  await run(old, now, '--format', 'markdown', '--output', output);
  expect(readFileSync(output, 'utf8')).toContain('(rules.md#pods-replaced)');
  await run(old, now, '--format', 'markdown', '--output', output, '--rules-url', 'https://example.com/rules');
  expect(readFileSync(output, 'utf8')).toContain('(https://example.com/rules#pods-replaced)');
  await run(old, now, '--format', 'html', '--output', output, '--rules-url', '"><b>');
  expect(readFileSync(output, 'utf8')).toContain('<code>&quot;&gt;&lt;b&gt;</code>');
});

test.each([
  ['restart', 2],
  ['no-effect-yet', 2],
  ['outage', 0],
])('--fail-on %s gives %d', async (verdict, code) => {
  expect(await run(old, now, '--output', output, '--fail-on', verdict)).toBe(code);
  expect(await run(old, old, '--output', output, '--fail-on', verdict)).toBe(0);
});

test.each([
  [['--format', 'pdf'], '--format: expected text, markdown, json, html, got "pdf"'],
  [['--format', 'constructor'], '--format: expected text, markdown, json, html, got "constructor"'],
  [['--fail-on', 'worse'], '--fail-on: expected rejected, '],
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['--output', path.join(folder, 'none/out')], 'no such file or directory'],
])('%j is a mistake that is told, and nothing is written', async (args, message) => {
  const refused = run(old, now, ...args);
  await expect(refused).rejects.toBeInstanceOf(UserError);
  await expect(refused).rejects.toThrow(message);
  expect(existsSync(path.join(folder, 'none'))).toBe(false);
});

test('--help says how it is called', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  expect(await run('--help')).toBe(0);
  expect(log.mock.calls.join()).toMatch(/^usage: reviewer <old> <new>\n[\s\S]*--rules-url/);
  log.mockRestore();
});
