// All rules that know nothing but Kubernetes and its operators.
import type { Rule } from '../rule';
import { clusterRules } from './cluster';
import { configRules } from './config';
import { dataRules } from './data';
import { doorRules } from './doors';
import { imageRules } from './images';
import { kafkaRules } from './kafka';
import { operatorRules } from './operators';
import { otherRules } from './other';
import { podRules } from './pods';
import { policyRules } from './policies';
import { rightsRules } from './rights';
import { serviceRules } from './services';
import { volumeRules } from './volumes';
import { workloadRules } from './workloads';

/** Asked for every object. */
export const rules: readonly Rule[] = [
  ...workloadRules,
  ...volumeRules,
  ...clusterRules,
  ...dataRules,
  ...imageRules,
  ...kafkaRules,
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

/** Every one of them. */
export const allRules: readonly Rule[] = [...rules, ...fallbackRules];
