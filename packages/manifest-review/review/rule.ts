import type { Manifest } from '../manifests/manifest';
import type { Change } from './changes';
import type { Verdict } from './types';
import type { World } from './world';

/** An object on both sides, after defaulting (as it was written, where it is on one side only or nothing but its metadata differs), with what differs. */
export interface Pair {
  readonly kind: string;
  /** API group, empty for the core. */
  readonly group: string;
  readonly namespace: string;
  readonly name: string;
  readonly component: string;
  readonly old?: Manifest;
  readonly new?: Manifest;
  readonly changes: readonly Change[];
  /** Everything else of both sides, as it was written: without defaults. */
  readonly before: World;
  readonly after: World;
}

/** Where a rule applies; `reason` and `steps` replace the rule's own where they know more. */
export interface Match extends Change {
  readonly reason?: string;
  readonly steps?: string;
}

/** Finds where a rule applies; asked for objects of its kinds, or of all where it names none. */
export interface Finder {
  (pair: Pair): readonly Match[];
  readonly kinds?: readonly string[];
}

/** A finder that is asked for objects of these kinds alone. */
export const ofKinds = (kinds: string | readonly string[], find: (pair: Pair) => readonly Match[]): Finder =>
  Object.assign(find, { kinds: [kinds].flat() });

/** One thing that a change can do. The id is stable: docs/rules.md explains it, and people name it in discussions. */
export interface Rule {
  readonly id: string;
  readonly verdict: Verdict;
  /** What changes, as a heading of docs/rules.md. */
  readonly title: string;
  /** What it does, one sentence. */
  readonly reason: string;
  /** What to do instead, or the steps that make it safe; empty where nothing is to be done. */
  readonly steps: string;
  /** Operator that refuses it, where a rejected change is not refused by the API server itself. */
  readonly refusedBy?: string;
  /** Whether it is asked for objects of which nothing but labels and annotations differs. @default false */
  readonly readsMetadata?: boolean;
  readonly find: Finder;
}

/** Fields of a changed object of one of the kinds whose path the pattern takes. */
export const changed = (
  kinds: string | readonly string[],
  pattern: RegExp,
  when: (change: Change, pair: Pair) => boolean = () => true,
): Finder => {
  const all = [kinds].flat();
  return ofKinds(all, (pair) =>
    pair.old !== undefined && pair.new !== undefined && all.includes(pair.kind)
      ? pair.changes.filter((change) => pattern.test(change.path) && when(change, pair))
      : none,
  );
};

const none: readonly Match[] = [];
const whole: readonly Match[] = [{ path: '' }];

/** Objects that are only on the new side. */
export const added = (kinds: string | readonly string[], when: (manifest: Manifest, pair: Pair) => boolean = () => true): Finder => {
  const all = [kinds].flat();
  return ofKinds(all, (pair) =>
    pair.old === undefined && pair.new !== undefined && all.includes(pair.kind) && when(pair.new, pair) ? whole : none,
  );
};

/** Objects that are only on the old side. */
export const removed = (kinds: string | readonly string[], when: (manifest: Manifest, pair: Pair) => boolean = () => true): Finder => {
  const all = [kinds].flat();
  return ofKinds(all, (pair) =>
    pair.new === undefined && pair.old !== undefined && all.includes(pair.kind) && when(pair.old, pair) ? whole : none,
  );
};

/** All that one of the finders finds. */
export const any = (...finders: readonly Finder[]): Finder => {
  const find: Finder = (pair) => finders.flatMap((one) => one(pair));
  const kinds = finders.map((one) => one.kinds);
  return kinds.every((each) => each !== undefined) ? ofKinds([...new Set(kinds.flat())], find) : find;
};
