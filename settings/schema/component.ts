// What can be said of one component.
import * as z from 'zod';
import { quantity, stringMap } from './values';

const resources = z
  .strictObject({
    requests: z.strictObject({ cpu: quantity.optional(), memory: quantity.optional() }).optional(),
    limits: z.strictObject({ memory: quantity.optional() }).optional(),
    storage: quantity
      .optional()
      .describe('Size of the volume of a store. It can grow where its StorageClass allows expansion, and never shrinks.'),
  })
  .describe('Replaces what `size` gives; CPU has no limit on purpose.');

const toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(['Exists', 'Equal']).optional(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.int().optional(),
});

export const component = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .optional()
    .describe('Pods of this component; at most the partitions of its topic, and 1 where it must be alone.'),
  resources: resources.optional(),
  env: stringMap
    .optional()
    .describe('Added to the environment, wins over ours. Names that say password, secret, token or key are refused.'),
  nodeSelector: stringMap.optional(),
  tolerations: z.array(toleration).optional(),
});

export type ComponentSettings = z.output<typeof component>;
