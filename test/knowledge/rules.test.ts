// Every rule of Sentry's has a pair, and none explains a general one away.
import { allRules } from 'manifest-review';
import { knownRules, reviewSentry } from '../../knowledge';
import { describePairs } from '../../packages/manifest-review/test/support/pairs/describe';
import { allPairs, sentryPairs } from './pairs';

test('every rule of Sentry has a pair, and every pair a rule', () => {
  expect([...new Set(sentryPairs.map(({ rule }) => rule))].sort()).toEqual(knownRules.map(({ id }) => id).sort());
});

test('ids are unique, also beside the general ones', () => {
  const ids = [...allRules, ...knownRules].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

// General pairs too: what is known of Sentry explains nothing away.
describePairs(allPairs, [...allRules, ...knownRules], reviewSentry);
