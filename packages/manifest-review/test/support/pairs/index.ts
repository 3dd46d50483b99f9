// All pairs of the general rules.
import { kubernetesPairs } from './kubernetes';
import { operatorPairs } from './operators';
import type { RulePair } from './pair';
import { rejectedPairs } from './rejected';

/** Of every rule at least one. */
export const rulePairs: readonly RulePair[] = [...rejectedPairs, ...kubernetesPairs, ...operatorPairs];
