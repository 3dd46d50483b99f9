// What happens to a running system of the old manifests when the new ones are applied.
import { componentOf, equal, groupOf, identity, type Manifest, namespaceOf } from '../manifests';
import { canonical, isServers } from './canonical/canonical';
import { applied } from './canonical/live';
import { type Change, changesBetween } from './changes';
import { knownSecrets, masked, maskedMatch } from './mask';
import { rolloutOf } from './rollout';
import { type Finder, type Match, matchesOf, type Pair, type Rule } from './rule';
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
const pairsOf = (old: readonly Manifest[], now: readonly Manifest[], before: World, after: World): { pairs: Pair[]; unchanged: number } => {
  const [was, is] = [byIdentity(old), byIdentity(now)];
  const pairs: Pair[] = [];
  let unchanged = 0;
  const compared = (given: Manifest) => ({
    kind: given.kind,
    group: groupOf(given),
    namespace: namespaceOf(given),
    name: given.metadata.name,
    component: componentOf(given),
    before,
    after,
  });
  const changed = (given: Manifest, sides: { old: Manifest; new: Manifest }, changes: readonly Change[]): void => {
    if (changes.length === 0) unchanged += 1;
    else pairs.push({ ...compared(given), change: 'changed', ...sides, changes });
  };
  for (const [key, manifest] of was) {
    const next = is.get(key);
    if (next === undefined) pairs.push({ ...compared(manifest), change: 'removed', old: manifest, changes: [] });
    else if (next === manifest) unchanged += 1;
    else if (differInMetadata(manifest, next))
      changed(
        next,
        { old: manifest, new: next },
        changesBetween(manifest, next).filter(({ path }) => !isServers(path)),
      );
    else {
      const stored = canonical(manifest);
      const sides = { old: stored, new: canonical(applied(manifest, stored, next)) };
      changed(next, sides, changesBetween(sides.old, sides.new));
    }
  }
  for (const [key, manifest] of is) if (!was.has(key)) pairs.push({ ...compared(manifest), change: 'added', new: manifest, changes: [] });
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

/** A finder with the rule that it belongs to. */
interface Asked {
  readonly rule: Rule;
  readonly finder: Finder;
}

/** Gives the finders that can find something in an object. */
const selection = (rules: readonly Rule[], readMetadata: (rule: Rule) => boolean): ((pair: Pair) => readonly Asked[]) => {
  const all = rules.flatMap((rule) => [rule.find].flat().map((finder): Asked => ({ rule, finder })));
  const known = new Map<string, readonly Asked[]>();
  return ({ kind, change, changes }) => {
    const metadataAlone = change === 'changed' && changes.every(({ path }) => path.startsWith('metadata.'));
    const key = `${change} ${metadataAlone} ${kind}`;
    const found =
      known.get(key) ??
      all.filter(
        ({ rule, finder }) =>
          finder[change] !== undefined &&
          (finder.kinds === undefined || finder.kinds.includes(kind)) &&
          (!metadataAlone || readMetadata(rule)),
      );
    known.set(key, found);
    return found;
  };
};

/** Rules, and those that are asked for the changes that none of them explains. */
interface Selections {
  readonly first: ReturnType<typeof selection>;
  readonly fallback: ReturnType<typeof selection>;
}

const findingOf = ({ id, title, verdict, effect, ...rule }: Rule, match: Match, { kind, before, after }: Pair): Finding => {
  const { path, old, new: now, reason = rule.reason, steps = rule.steps } = maskedMatch(match, kind, knownSecrets(before, after));
  return {
    ruleId: id,
    title,
    verdict,
    ...(effect === undefined ? {} : { effect }),
    path,
    ...(old === undefined ? {} : { old }),
    ...(now === undefined ? {} : { new: now }),
    reason,
    steps,
  };
};

const findingsOf = (pair: Pair, { first, fallback }: Selections): Finding[] => {
  const found = first(pair).flatMap(({ rule, finder }) => matchesOf(finder, pair).map((match) => findingOf(rule, match, pair)));
  const explained = found.map(({ path }) => path);
  if (pair.change === 'changed' || found.length === 0)
    for (const { rule, finder } of fallback(pair))
      for (const match of matchesOf(finder, pair)) {
        if (explained.some((path) => covers(path, match.path)) && (match.path !== '' || explained.length > 0)) continue;
        found.push(findingOf(rule, match, pair));
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

const objectReview = (pair: Pair, keys: (pair: Pair) => string, selections: Selections): ObjectReview => {
  const { change, old, new: now, kind, namespace, name, component } = pair;
  const findings = findingsOf(pair, selections);
  const rollout = rolloutOf(pair)?.how;
  const reviewed: ObjectReview = {
    id: { apiVersion: (now ?? old)?.apiVersion ?? '', kind, namespace, name },
    key: keys(pair),
    component,
    change,
    verdict: findings[0]?.verdict ?? 'safe',
    findings,
    ...(rollout === 'rolling' || rollout === 'gap' ? { rollout } : {}),
  };
  const of = knownSecrets(pair.before, pair.after);
  // Most formats show no manifests, so they are made when they are asked for.
  if (old !== undefined) lazily(reviewed, 'old', () => masked(canonical(old), of));
  if (now !== undefined) lazily(reviewed, 'new', () => masked(canonical(now), of));
  return reviewed;
};

/** What happens to a running system of the old manifests when the new ones are applied. Pure: no cluster, no files. */
export const review = (
  old: readonly Manifest[],
  now: readonly Manifest[],
  { oldName = 'old', newName = 'new', rules: own = [] }: ReviewProps = {},
): Review => {
  const [before, after] = [new World(old), new World(now)];
  const { pairs, unchanged } = pairsOf(old, now, before, after);
  const severalNamespaces = new Set([...old, ...now].map(namespaceOf).filter((namespace) => namespace !== '')).size > 1;
  const groups = new Map<string, Set<string>>();
  for (const { kind, group } of pairs) groups.set(kind, (groups.get(kind) ?? new Set()).add(group));
  const key = ({ kind, group, namespace, name }: Pair): string => {
    const shown = (groups.get(kind)?.size ?? 0) > 1 && group !== '' ? `${kind}.${group}` : kind;
    return severalNamespaces && namespace !== '' ? `${shown}/${namespace}/${name}` : `${shown}/${name}`;
  };
  const selections = {
    first: selection([...rules, ...own], ({ readsMetadata }) => readsMetadata === true),
    fallback: selection(fallbackRules, () => true),
  };
  const objects = pairs.map((pair) => objectReview(pair, key, selections)).sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
  return { old: oldName, new: newName, objects, summary: summarise(pairs, objects, unchanged, before, after) };
};
