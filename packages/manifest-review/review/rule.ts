// What a rule is: its words, its verdict, and finders that say where it applies.
import type { Manifest } from '../manifests';
import type { Change } from './changes';
import type { Effect, Verdict } from './types';
import type { World } from './world';

interface Compared {
  readonly kind: string;
  /** API group, empty for the core. */
  readonly group: string;
  readonly namespace: string;
  readonly name: string;
  readonly component: string;
  /** Everything else of both sides, as it was written: without defaults. */
  readonly before: World;
  readonly after: World;
}

/** An object that is on the new side alone, as it was written. */
export interface Added extends Compared {
  readonly change: 'added';
  readonly old?: undefined;
  readonly new: Manifest;
  readonly changes: readonly [];
}

/** An object that is on the old side alone, as it was written. */
export interface Removed extends Compared {
  readonly change: 'removed';
  readonly old: Manifest;
  readonly new?: undefined;
  readonly changes: readonly [];
}

/** An object of both sides, after defaulting (as it was written, where nothing but its metadata differs), with what differs. */
export interface Changed extends Compared {
  readonly change: 'changed';
  readonly old: Manifest;
  readonly new: Manifest;
  readonly changes: readonly Change[];
}

export type Pair = Added | Removed | Changed;

/** Where a rule applies; `reason` and `steps` replace the rule's own where they know more. */
export interface Match extends Change {
  readonly reason?: string;
  readonly steps?: string;
}

/** Finds where a rule applies. It is asked about objects of its kinds alone, and of what happened to them about what it has a function for. */
export interface Finder {
  /** Absent: all kinds. */
  readonly kinds?: readonly string[];
  readonly added?: (now: Manifest, pair: Added) => readonly Match[];
  readonly removed?: (old: Manifest, pair: Removed) => readonly Match[];
  readonly changed?: (pair: Changed) => readonly Match[];
}

/** One thing that a change can do. The id is stable: it is a link to its explanation, and people name it in discussions. */
export interface Rule {
  readonly id: string;
  readonly verdict: Verdict;
  /** What changes, as a heading. */
  readonly title: string;
  /** What it does, one sentence. */
  readonly reason: string;
  /** What to do instead, or the steps that make it safe; empty where nothing is to be done. */
  readonly steps: string;
  /** Operator that refuses it, where a rejected change is not refused by the API server itself. */
  readonly refusedBy?: string;
  /** What the summary and the formats need to know of it beside its verdict. @default none */
  readonly effect?: Effect;
  /** Whether it is asked about objects of which nothing but labels and annotations differs. @default false */
  readonly readsMetadata?: boolean;
  readonly find: Finder | readonly Finder[];
}

type Kinds = string | readonly string[];

/** Of finders that are asked about objects of every kind. */
export const anyKind = '*';

const ofKinds = (kinds: Kinds): { readonly kinds?: readonly string[] } => (kinds === anyKind ? {} : { kinds: [kinds].flat() });

/** Asked about objects of these kinds that only the new side has. */
export const onAdded = (kinds: Kinds, find: NonNullable<Finder['added']>): Finder => ({ ...ofKinds(kinds), added: find });

/** Asked about objects of these kinds that only the old side has. */
export const onRemoved = (kinds: Kinds, find: NonNullable<Finder['removed']>): Finder => ({ ...ofKinds(kinds), removed: find });

/** Asked about objects of these kinds that both sides have and that differ. */
export const onChanged = (kinds: Kinds, find: NonNullable<Finder['changed']>): Finder => ({ ...ofKinds(kinds), changed: find });

/** Asked about objects of these kinds that the new side has and that are new or differ. */
export const onApplied = (kinds: Kinds, find: (now: Manifest, pair: Added | Changed) => readonly Match[]): Finder => ({
  ...ofKinds(kinds),
  added: find,
  changed: (pair) => find(pair.new, pair),
});

/** Asked about objects of these kinds whatever happened to them. */
export const onAny = (kinds: Kinds, find: (pair: Pair) => readonly Match[]): Finder => ({
  ...ofKinds(kinds),
  added: (_now, pair) => find(pair),
  removed: (_old, pair) => find(pair),
  changed: find,
});

/** For `onChanged`: the fields whose path the pattern takes. */
export const fields =
  (pattern: RegExp, when: (change: Change, pair: Changed) => boolean = () => true) =>
  (pair: Changed): readonly Match[] =>
    pair.changes.filter((change) => pattern.test(change.path) && when(change, pair));

/** The object as a whole, where the condition holds. */
export const wholeIf = (condition: boolean): readonly Match[] => (condition ? [{ path: '' }] : []);

/** The object as a whole. */
export const whole = (): readonly Match[] => wholeIf(true);

/** What a finder says of an object of one of its kinds. */
export const matchesOf = (finder: Finder, pair: Pair): readonly Match[] => {
  if (pair.change === 'added') return finder.added?.(pair.new, pair) ?? [];
  return (pair.change === 'removed' ? finder.removed?.(pair.old, pair) : finder.changed?.(pair)) ?? [];
};
