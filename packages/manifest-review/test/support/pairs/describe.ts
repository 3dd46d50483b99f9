// What each pair of a rule has to show.
import { type Finding, type Review, type Rule, verdicts } from '../../../index';
import type { Manifest } from '../../../manifests';
import type { RulePair, Sides } from './pair';

export const describePairs = (
  pairs: readonly RulePair[],
  rules: readonly Rule[],
  review: (old: readonly Manifest[], now: readonly Manifest[]) => Review,
): void => {
  const findings = ([old, now]: Sides): Finding[] => review(old, now).objects.flatMap((object) => [...object.findings]);

  describe.each(pairs)('$rule', ({ rule, path, fires, quiet }) => {
    test('is found, with its verdict and its field', () => {
      const found = findings(fires).filter(({ ruleId }) => ruleId === rule);
      expect(found.map((finding) => finding.path)).toContain(path);
      for (const finding of found) {
        expect(finding.verdict).toBe(rules.find(({ id }) => id === rule)?.verdict);
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
};
