import type { Manifest } from '../constructs/kubernetes/subsystem-chart';
import type { Change } from './changes';
import type { Verdict } from './types';
import type { World } from './world';

/** An object on both sides, after defaulting (as it was written, where nothing but its metadata differs), with what differs. */
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
  readonly find: (pair: Pair) => readonly Match[];
}

/** Fields of a changed object of one of the kinds whose path the pattern takes. */
export const changed =
  (kinds: string | readonly string[], pattern: RegExp, when: (change: Change, pair: Pair) => boolean = () => true) =>
  (pair: Pair): readonly Match[] =>
    pair.old !== undefined && pair.new !== undefined && [kinds].flat().includes(pair.kind)
      ? pair.changes.filter((change) => pattern.test(change.path) && when(change, pair))
      : [];

const whole: readonly Match[] = [{ path: '' }];

/** Objects that are only on the new side. */
export const added =
  (kinds: string | readonly string[], when: (manifest: Manifest, pair: Pair) => boolean = () => true) =>
  (pair: Pair): readonly Match[] =>
    pair.old === undefined && pair.new !== undefined && [kinds].flat().includes(pair.kind) && when(pair.new, pair) ? whole : [];

/** Objects that are only on the old side. */
export const removed =
  (kinds: string | readonly string[], when: (manifest: Manifest, pair: Pair) => boolean = () => true) =>
  (pair: Pair): readonly Match[] =>
    pair.new === undefined && pair.old !== undefined && [kinds].flat().includes(pair.kind) && when(pair.old, pair) ? whole : [];

/** All that one of the finders finds. */
export const any =
  (...finders: readonly Rule['find'][]): Rule['find'] =>
  (pair) =>
    finders.flatMap((find) => find(pair));
