// What page and script agree on: the types of the data between them.
import type { ObjectReview, Verdict } from '../types';

/** A stretch of lines: in both, only in the old one, only in the new one. */
export type Stretch = readonly [' ' | '-' | '+', string];

export interface PageFinding {
  readonly verdict: Verdict;
  readonly ruleId: string;
  readonly path: string;
  /** Lines that are in the old value alone; absent: there are none. */
  readonly old?: string;
  readonly new?: string;
  readonly reason: string;
  readonly steps: string;
}

/** An object as the page shows it. */
export interface PageObject {
  readonly key: string;
  readonly component: string;
  readonly change: ObjectReview['change'];
  readonly verdict: Verdict;
  readonly rollout?: ObjectReview['rollout'];
  readonly findings: readonly PageFinding[];
  readonly diff: readonly Stretch[];
}
