import type { Rule } from '../rule';
import { configRules } from './config';
import { dataRules } from './data';
import { doorRules } from './doors';
import { imageRules } from './images';
import { operatorRules } from './operators';
import { otherRules } from './other';
import { podRules } from './pods';
import { policyRules } from './policies';
import { claimGrows, rejectedRules } from './rejected';
import { rightsRules } from './rights';
import { serviceRules } from './services';

/** Asked for every object. */
export const rules: readonly Rule[] = [
  ...rejectedRules,
  claimGrows,
  ...dataRules,
  ...imageRules,
  ...policyRules,
  ...doorRules,
  ...serviceRules,
  ...rightsRules,
  ...configRules,
  ...operatorRules,
  ...podRules,
];

/** Asked in this order for the changes that none of the others explains. */
export const fallbackRules: readonly Rule[] = otherRules;

/** Every rule that knows nothing but Kubernetes and its operators. */
export const allRules: readonly Rule[] = [...rules, ...fallbackRules];
