// What can be said of one component.
import * as z from 'zod';
import { pod } from './pod';
import { quantity, stringMap } from './values';

const resources = z
  .strictObject({
    requests: z
      .strictObject({
        cpu: quantity
          .optional()
          .describe('Processors that the scheduler sets aside for each pod, such as 500m; more is used where a node has it to spare.'),
        memory: quantity.optional().describe('Memory that the scheduler sets aside for each pod, such as 512Mi; at most the limit.'),
      })
      .optional()
      .describe('What each pod is sure to get, and what a node must have free for it.'),
    limits: z
      .strictObject({
        memory: quantity
          .optional()
          .describe(
            'Memory at which the container is killed and started again, such as 2Gi; half of it is the heap of what runs in a JVM.',
          ),
      })
      .optional()
      .describe('What the container of the component can never exceed.'),
    storage: quantity
      .optional()
      .describe(
        'Size of the volume of a store, which can grow where its StorageClass allows expansion, and never shrinks. Symbolicator gets a claim of that size for its cache, a pod’s own that lives as long as the pod; without it the cache is on the node’s disk.',
      ),
  })
  .describe('Replaces what `size` gives; CPU has no limit on purpose.');

const toleration = z.strictObject({
  key: z.string().optional().describe('Key of the taint that is tolerated; with operator Exists every taint when absent.'),
  operator: z
    .enum(['Exists', 'Equal'])
    .optional()
    .describe('Exists takes any value of the taint, Equal the one of `value`; Equal when absent.'),
  value: z.string().optional().describe('Value that the taint must have, with operator Equal.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .describe('Effect of the taint that is tolerated; every effect when absent.'),
  tolerationSeconds: z
    .int()
    .optional()
    .describe('With NoExecute: seconds that a pod stays on a node that gets the taint; for ever when absent.'),
});

export const component = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .describe('Pods of this component; at most the partitions of its topic, and 1 where it must be alone.'),
  resources: resources.optional(),
  env: stringMap
    .optional()
    .describe(
      'Added to the environment of every container in its pods, wins over ours. Names that say password, secret, token or key are refused.',
    ),
  nodeSelector: stringMap
    .optional()
    .describe('Labels that a node must have for its pods to run there; any node when absent. Pods that no node fits stay Pending.'),
  tolerations: z
    .array(toleration)
    .optional()
    .describe('Taints of nodes that its pods bear, so that they may run there; in Kubernetes’ own words.'),
  pod: pod.optional(),
});

export type ComponentSettings = z.output<typeof component>;
