import { allRules as general } from 'manifest-review';
import { knownRules, reviewSentry as review } from '../../knowledge';
import { markdownOf } from '../../packages/manifest-review/review/formats/markdown';
import { textOf } from '../../packages/manifest-review/review/formats/text';

const allRules = [...general, ...knownRules];

import { type Finding, verdicts } from '../../packages/manifest-review/review/types';
import { rulePairs } from './pairs';
import { configMap, deployment, secret } from './pairs/objects';
import type { Sides } from './pairs/pair';

const findings = ([old, now]: Sides): Finding[] => review(old, now).objects.flatMap((object) => object.findings);

test('every rule has a pair, and every pair a rule', () => {
  expect([...new Set(rulePairs.map(({ rule }) => rule))].sort()).toEqual(allRules.map(({ id }) => id).sort());
});

test('ids are unique words', () => {
  const ids = allRules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

describe.each(rulePairs)('$rule', ({ rule, path, fires, quiet }) => {
  test('is found, with its verdict and its field', () => {
    const found = findings(fires).filter(({ ruleId }) => ruleId === rule);
    expect(found.map((finding) => finding.path)).toContain(path);
    for (const finding of found) {
      expect(finding.verdict).toBe(allRules.find(({ id }) => id === rule)?.verdict);
      expect(finding.reason).toMatch(/^[A-Z][\s\S]*\.$/);
    }
  });

  test('is not found in the nearest harmless change', () => {
    expect(findings(quiet).map(({ ruleId }) => ruleId)).not.toContain(rule);
  });

  test('gives each object its worst verdict', () => {
    for (const { verdict, findings: own } of review(...fires).objects) {
      expect(own.length).toBeGreaterThan(0);
      expect(verdict).toBe(verdicts[Math.min(...own.map((finding) => verdicts.indexOf(finding.verdict)))]);
    }
  });
});

test('options that name a file or a variable are no secret', () => {
  const args = ['--password-file=/etc/a/password', '--token=$(API_TOKEN)', '--secret=$(SECRET)', '--key=id', '--token-ttl=3600'];
  const [object] = review([deployment()], [deployment({ container: { args } })]).objects;
  expect(object?.verdict).toBe('restart');
});

describe('secret values', () => {
  const secretText = 'correct-horse-battery';
  const env = [{ name: 'DB_PASSWORD', value: secretText }];
  const file = `[database]\npassword = ${secretText}\n`;
  const holders: readonly [string, Sides][] = [
    ['of a Secret', [[], [secret({ stringData: { a: secretText } })]]],
    ['of a Secret that changes', [[secret({ stringData: { 'a.b': 'old' } })], [secret({ stringData: { 'a.b': secretText } })]]],
    [
      'of a variable',
      [[deployment({ container: { env: [{ name: 'DB_PASSWORD', value: 'other-secret' }] } })], [deployment({ container: { env } })]],
    ],
    [
      'of a variable that is new',
      [[deployment({ container: { env: [{ name: 'A', value: 'a' }] } })], [deployment({ container: { env } })]],
    ],
    ['of a container that is new', [[deployment()], [deployment({ pod: { initContainers: [{ name: 'b', image: 'b:1', env }] } })]]],
    ['of an option', [[deployment()], [deployment({ container: { args: ['serve', `--db-password=${secretText}`] } })]]],
    [
      'of an address in an option that changes',
      [[deployment({ container: { args: ['--dsn=a'] } })], [deployment({ container: { args: [`--dsn=postgres://a:${secretText}@b/c`] } })]],
    ],
    ['of a ConfigMap', [[], [configMap({ DB_PASSWORD: secretText, 'app.ini': file })]]],
    ['of a file that changes', [[configMap({ 'app.ini': 'a' })], [configMap({ 'app.ini': file })]]],
  ];

  test.each(holders)('%s are found, and shown nowhere', (_what, sides) => {
    const found = review(...sides);
    expect(found.objects[0]?.findings.map(({ ruleId }) => ruleId)).toContain('secret-in-plain-text');
    for (const text of [JSON.stringify(found), textOf(found), markdownOf(found)]) {
      expect(text).not.toContain(secretText);
      expect(text).not.toContain(Buffer.from(secretText).toString('base64'));
    }
  });
});
