import { componentOf, groupOf, identity, namespaceOf } from '../manifests/kinds';
import type { Manifest } from '../manifests/manifest';
import { equal } from '../manifests/tree';
import { canonical, isServers } from './canonical/canonical';
import { applied } from './canonical/live';
import { type Change, changesBetween } from './changes';
import { masked, maskedMatch } from './mask';
import { rolloutOf } from './rollout';
import type { Match, Pair, Rule } from './rule';
import { fallbackRules, rules } from './rules';
import { summarise } from './summary';
import { type Finding, type ObjectReview, type Review, verdicts } from './types';
import { World } from './world';

export interface ReviewProps {
  /** What was compared. @default 'old' */
  readonly oldName?: string;
  /** @default 'new' */
  readonly newName?: string;
  /** Rules beside those of Kubernetes and its operators: what the caller knows of his own system. @default none */
  readonly rules?: readonly Rule[];
}

const byIdentity = (manifests: readonly Manifest[]): Map<string, Manifest> =>
  new Map(manifests.map((manifest) => [identity(manifest), manifest]));

/** Whether nothing but metadata and status differs as it is written; name and namespace are equal. */
const differInMetadata = (old: Manifest, now: Manifest): boolean =>
  [...new Set([...Object.keys(old), ...Object.keys(now)])].every(
    (key) => key === 'metadata' || key === 'status' || equal(old[key], now[key]),
  );

/** Objects that are there on one side, or differ after defaulting. */
const pairsOf = (old: readonly Manifest[], now: readonly Manifest[]): { pairs: Pair[]; unchanged: number } => {
  const [before, after] = [new World(old), new World(now)];
  const [was, is] = [byIdentity(old), byIdentity(now)];
  const pairs: Pair[] = [];
  let unchanged = 0;
  const add = (given: Manifest, sides: { old?: Manifest; new?: Manifest }, changes: readonly Change[]): void => {
    const { kind, metadata } = given;
    pairs.push({
      kind,
      group: groupOf(given),
      namespace: namespaceOf(given),
      name: metadata.name,
      component: componentOf(given),
      ...sides,
      changes,
      before,
      after,
    });
  };
  for (const [key, manifest] of was) {
    const next = is.get(key);
    if (next === manifest) unchanged += 1;
    else if (next === undefined) add(manifest, { old: manifest }, []);
    else {
      if (differInMetadata(manifest, next)) {
        const changes = changesBetween(manifest, next).filter(({ path }) => !isServers(path));
        if (changes.length === 0) unchanged += 1;
        else add(next, { old: manifest, new: next }, changes);
        continue;
      }
      const stored = canonical(manifest);
      const sides = { old: stored, new: canonical(applied(manifest, stored, next)) };
      const changes = changesBetween(sides.old, sides.new);
      if (changes.length === 0) unchanged += 1;
      else add(next, sides, changes);
    }
  }
  for (const [key, manifest] of is) if (!was.has(key)) add(manifest, { new: manifest }, []);
  return { pairs, unchanged };
};

const covers = (known: string, path: string): boolean =>
  known === '' ||
  path === known ||
  path.startsWith(`${known}.`) ||
  path.startsWith(`${known}[`) ||
  known.startsWith(`${path}.`) ||
  known.startsWith(`${path}[`);

const rank = ({ verdict }: { readonly verdict: Finding['verdict'] }): number => verdicts.indexOf(verdict);

const isFor = ({ find }: Rule, kind: string): boolean => find.kinds === undefined || find.kinds.includes(kind);

/** Gives the rules that can find something in an object. */
const selection = (all: readonly Rule[]): ((pair: Pair) => readonly Rule[]) => {
  const byKind = new Map<string, readonly Rule[]>();
  return ({ kind, old, new: now, changes }) => {
    const known = byKind.get(kind) ?? all.filter((rule) => isFor(rule, kind));
    byKind.set(kind, known);
    const metadataAlone = old !== undefined && now !== undefined && changes.every(({ path }) => path.startsWith('metadata.'));
    return metadataAlone ? known.filter(({ readsMetadata }) => readsMetadata === true) : known;
  };
};

const findingsOf = (pair: Pair, rulesFor: (pair: Pair) => readonly Rule[]): Finding[] => {
  const finding = (rule: Rule, match: Match): Finding => {
    const { path, old, new: now, reason = rule.reason, steps = rule.steps } = maskedMatch(match, pair.kind);
    return {
      ruleId: rule.id,
      title: rule.title,
      verdict: rule.verdict,
      path,
      ...(old === undefined ? {} : { old }),
      ...(now === undefined ? {} : { new: now }),
      reason,
      steps,
    };
  };
  const found = rulesFor(pair).flatMap((rule) => rule.find(pair).map((match) => finding(rule, match)));
  const explained = found.map(({ path }) => path);
  if ((pair.old !== undefined && pair.new !== undefined) || found.length === 0)
    for (const rule of fallbackRules.filter((each) => isFor(each, pair.kind)))
      for (const match of rule.find(pair)) {
        if (explained.some((path) => covers(path, match.path)) && (match.path !== '' || explained.length > 0)) continue;
        found.push(finding(rule, match));
        explained.push(match.path);
      }
  return found.sort((a, b) => rank(a) - rank(b));
};

const lazily = (object: ObjectReview, field: 'old' | 'new', make: () => Manifest): void => {
  let made: Manifest | undefined;
  Object.defineProperty(object, field, {
    enumerable: true,
    get: () => {
      made ??= make();
      return made;
    },
  });
};

const objectReview = (pair: Pair, keys: (pair: Pair) => string, rulesFor: (pair: Pair) => readonly Rule[]): ObjectReview => {
  const { old, new: now, kind, namespace, name, component } = pair;
  const findings = findingsOf(pair, rulesFor);
  const rollout = rolloutOf(pair)?.how;
  const reviewed: ObjectReview = {
    id: { apiVersion: (now ?? old)?.apiVersion ?? '', kind, namespace, name },
    key: keys(pair),
    component,
    change: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
    verdict: findings[0]?.verdict ?? 'safe',
    findings,
    ...(rollout === 'rolling' || rollout === 'gap' ? { rollout } : {}),
  };
  // Most formats show no manifests, so they are made when they are asked for.
  if (old !== undefined) lazily(reviewed, 'old', () => masked(canonical(old)));
  if (now !== undefined) lazily(reviewed, 'new', () => masked(canonical(now)));
  return reviewed;
};

/** What happens to a running system of the old manifests when the new ones are applied. Pure: no cluster, no files. */
export const review = (
  old: readonly Manifest[],
  now: readonly Manifest[],
  { oldName = 'old', newName = 'new', rules: own = [] }: ReviewProps = {},
): Review => {
  const { pairs, unchanged } = pairsOf(old, now);
  const severalNamespaces = new Set([...old, ...now].map(namespaceOf).filter((namespace) => namespace !== '')).size > 1;
  const groups = new Map<string, Set<string>>();
  for (const { kind, group } of pairs) groups.set(kind, (groups.get(kind) ?? new Set()).add(group));
  const key = ({ kind, group, namespace, name }: Pair): string => {
    const shown = (groups.get(kind)?.size ?? 0) > 1 && group !== '' ? `${kind}.${group}` : kind;
    return severalNamespaces && namespace !== '' ? `${shown}/${namespace}/${name}` : `${shown}/${name}`;
  };
  const rulesFor = selection([...rules, ...own]);
  const objects = pairs.map((pair) => objectReview(pair, key, rulesFor)).sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
  return { old: oldName, new: newName, objects, summary: summarise(pairs, objects, unchanged) };
};
