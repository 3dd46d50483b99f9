// What a pair is: a change that a rule finds, and the nearest one that it does not.
import type { Manifest } from '../../../manifests';

/** Old and new manifests. */
export type Sides = readonly [old: readonly Manifest[], now: readonly Manifest[]];

/** A change that a rule finds, and the nearest one that it must not find. */
export interface RulePair {
  readonly rule: string;
  readonly fires: Sides;
  /** Field that the finding names. */
  readonly path: string;
  readonly quiet: Sides;
}

export const one = (old: Manifest, now: Manifest): Sides => [[old], [now]];
