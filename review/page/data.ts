import { diffLines } from 'diff';
import type { Manifest } from '../../constructs/kubernetes/subsystem-chart';
import { scopes } from '../../picture/scopes';
import { toYaml } from '../../render';
import { componentOf } from '../kinds';
import type { Finding, Review } from '../types';
import type { PageFinding, PageObject, Stretch } from './page-object';

/** Names the component of an object, with its system where the review is of several. */
export const componentLabels = (review: Review): ((manifest: Manifest) => string) => {
  const manifests = review.objects.flatMap((object) => object.new ?? object.old ?? []);
  const scopeOf = scopes(manifests);
  const several = new Set(manifests.map(scopeOf).filter((scope) => scope !== '')).size > 1;
  return (manifest) => {
    const scope = scopeOf(manifest);
    return several && scope !== '' ? `${scope}/${componentOf(manifest)}` : componentOf(manifest);
  };
};

const yaml = (manifest: Manifest | undefined): string => (manifest === undefined ? '' : toYaml([manifest]));

const stretches = (old: string, now: string): Stretch[] =>
  diffLines(old, now).map(({ added, removed, value }) => [added ? '+' : removed ? '-' : ' ', value]);

const value = (of: unknown): string | undefined => {
  if (of === undefined) return undefined;
  return typeof of === 'string' ? of : JSON.stringify(of, undefined, 2);
};

const finding = ({ verdict, ruleId, path, old, new: now, reason, steps }: Finding): PageFinding => ({
  verdict,
  ruleId,
  path,
  old: value(old),
  new: value(now),
  reason,
  steps,
});

/** Everything that the page needs to list and filter objects; the lines that a pair shares stand in it once. */
export const pageObjects = (review: Review): PageObject[] => {
  const labelOf = componentLabels(review);
  return review.objects.map(({ key, component, change, verdict, rollout, findings, old, new: now }) => {
    const manifest = now ?? old;
    return {
      key,
      component: manifest === undefined ? component : labelOf(manifest),
      change,
      verdict,
      rollout,
      findings: findings.map(finding),
      diff: stretches(yaml(old), yaml(now)),
    };
  });
};
