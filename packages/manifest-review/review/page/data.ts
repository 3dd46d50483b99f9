// A review as what the page's script reads: its objects as plain data, short enough to be sent in the page.
import { componentOf, type Manifest, toYaml } from '../../manifests';
import { scopes } from '../../picture/scopes';
import type { Finding, Review } from '../types';
import { stretches } from './lines';
import type { PageFinding, PageObject } from './page-object';

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

const wordy = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

const linesOf = (value: unknown): string[] => {
  if (value === undefined) return [];
  if (wordy(value)) return [...value];
  return (typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)).split('\n');
};

// The whole is in the difference below.
const most = 12;

const shortened = (lines: readonly string[]): string | undefined =>
  lines.length === 0
    ? undefined
    : [...lines.slice(0, most), ...(lines.length > most ? [`… ${lines.length - most} more lines`] : [])].join('\n');

/** Old and new value of a field; of two lists or texts, the lines that are in one alone. */
const values = (old: unknown, now: unknown): Pick<PageFinding, 'old' | 'new'> => {
  const [before, after] = [linesOf(old), linesOf(now)];
  const [inOld, inNew] = [new Set(before), new Set(after)];
  const [gone, come] = [before.filter((line) => !inNew.has(line)), after.filter((line) => !inOld.has(line))];
  const same = gone.length + come.length === 0;
  return { old: shortened(same ? before : gone), new: shortened(same ? after : come) };
};

const finding = ({ verdict, ruleId, path, old, new: now, reason, steps }: Finding): PageFinding => ({
  verdict,
  ruleId,
  path,
  ...values(old, now),
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
