import { review } from '../../review/review';
import { allRules } from '../../review/rules';
import { type Finding, verdicts } from '../../review/types';
import { rulePairs } from './pairs';
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
