import { kubernetesPairs } from './kubernetes';
import { operatorPairs, sentryPairs } from './others';
import type { RulePair } from './pair';
import { rejectedPairs } from './rejected';

export const rulePairs: readonly RulePair[] = [...rejectedPairs, ...kubernetesPairs, ...operatorPairs, ...sentryPairs];
