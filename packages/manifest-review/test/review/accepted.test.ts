// What is known passes the gate, as long as its entry says, and an entry that serves nothing is told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { accept, filesAt, markdownOf, readAcceptances, review, reviewCommand, textOf } from '../../index';
import { toYaml } from '../../manifests';
import { deployment } from '../support/pairs/objects';

const entry = (parts: Record<string, string> = {}): string =>
  `- ${Object.entries({ rule: 'pods-replaced', object: 'Deployment/a', reason: 'we know', until: '2026-12-31', ...parts })
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n  ')}\n`;
const found = review([deployment({ image: 'a:1' })], [deployment({ image: 'a:2' })]);
const acceptedBy = (text: string, today = '2026-12-31') => accept(found, readAcceptances(text, 'known.yaml'), today);
const isAccepted = (text: string, today?: string): boolean =>
  acceptedBy(text, today).review.objects.some(({ findings }) => findings.some(({ accepted }) => accepted !== undefined));

test('a finding is accepted by rule and object, until the end of a day', () => {
  expect(isAccepted(entry())).toBe(true);
  expect(isAccepted(entry({ object: 'Deployment/*' }))).toBe(true);
  expect(isAccepted(entry(), '2027-01-01')).toBe(false);
  expect(isAccepted(entry({ rule: 'pods-kept' }))).toBe(false);
  for (const object of ['Deployment/ab', 'Deployment/.', '*', 'Deployment', 'Deployment/a/*'])
    expect(isAccepted(entry({ object }))).toBe(false);
});

test('people are told that it is, and the manifests are there still', () => {
  const { review: marked } = acceptedBy(entry());
  expect(textOf(marked).replace(/\s+/g, ' ')).toContain('Accepted until 2026-12-31: we know');
  expect(markdownOf(marked)).toContain('Accepted until 2026-12-31: we know');
  expect(marked.objects[0]?.new).toEqual(found.objects[0]?.new);
  expect(marked.objects[0]?.verdict).toBe('restart');
});

test('entries that serve nothing are told', () => {
  expect(acceptedBy(`# known\n${entry()}${entry({ object: 'Deployment/b' })}`).stale).toEqual([
    'known.yaml:6: pods-replaced of Deployment/b is not in this review: take the entry out',
  ]);
  expect(acceptedBy(entry(), '2027-01-01').stale).toEqual([
    'known.yaml:1: pods-replaced of Deployment/a was accepted until 2026-12-31: look at it again, or take the entry out',
  ]);
  expect(acceptedBy('# nothing yet\n').stale).toEqual([]);
});

test.each([
  ['rule: a', 'known.yaml:1:1: expected a list of entries with rule, object, reason and until'],
  ['- a', 'known.yaml:1:1: expected an entry with rule, object, reason and until'],
  [`${entry()}${entry({ reason: '' })}`, 'known.yaml:5:1: expected reason, got none'],
  [entry({ until: 'soon' }), 'known.yaml:1:1: until: expected a day such as 2026-12-31, got "soon"'],
  [entry({ until: '2026-02-30' }), 'known.yaml:1:1: until: expected a day such as 2026-12-31, got "2026-02-30"'],
  [entry({ because: 'x' }), 'known.yaml:1:1: expected rule, object, reason and until, got "because"'],
  ['- [', 'known.yaml:1:'],
])('%j is told with its line', (text, message) => {
  expect(() => readAcceptances(text, 'known.yaml')).toThrow(message);
});

test('--fail-on lets pass what is accepted, and nothing else', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'accepted-'));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const sides = [file('old.yaml', toYaml([deployment({ image: 'a:1' })])), file('new.yaml', toYaml([deployment({ image: 'a:2' })]))];
  const log = jest.spyOn(console, 'error').mockImplementation(() => {});
  const run = (text: string): Promise<number> =>
    reviewCommand([...sides, '--fail-on', 'restart', '--output', path.join(folder, 'out'), '--accept', file('known.yaml', text)], {
      usage: [],
      sources: ([one = '', other = '']) => [filesAt(one), filesAt(other)],
    });
  expect(await run(entry({ until: '2999-12-31' }))).toBe(0);
  expect(log).not.toHaveBeenCalled();
  expect(await run(entry({ until: '2001-12-31' }))).toBe(2);
  expect(await run(entry({ until: '2999-12-31', object: 'Deployment/b' }))).toBe(2);
  expect(log).toHaveBeenCalledTimes(2);
  log.mockRestore();
  rmSync(folder, { recursive: true });
});
