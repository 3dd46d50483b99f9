// Every rule finds what it is for and nothing that is near it, and no secret is shown.
import { allRules, markdownOf, review, textOf } from '../../../index';
import { rulePairs } from '../../support/pairs';
import { describePairs } from '../../support/pairs/describe';
import { configMap, deployment, secret } from '../../support/pairs/objects';
import type { Sides } from '../../support/pairs/pair';

test('every rule has a pair, and every pair a rule', () => {
  expect([...new Set(rulePairs.map(({ rule }) => rule))].sort()).toEqual(allRules.map(({ id }) => id).sort());
});

test('ids are unique words', () => {
  const ids = allRules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

describePairs(rulePairs, allRules, review);

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
