// What a node of ours and a user's cluster have in common.
import type { Manifest } from 'manifest-review/manifests';
import type { Cluster, Live } from '../../cluster/cluster';

/** Where an instance runs: a node of ours, or a cluster of the user's. */
export interface Place {
  readonly cluster: Cluster;
  /** What each limit of time is multiplied by: 1 where every image is there already. */
  readonly patience: number;
  /** Container that does nothing, for pods of our own. @default - the pause image */
  readonly idle?: object;
  /** Runs a script of inside/ in the network namespace of a pod; resolves with what it printed. */
  run(pod: Live, script: string, ...args: readonly string[]): Promise<string>;
  /** Sees to it that the claims of the manifests find their volumes. */
  provision(manifests: readonly Manifest[], sizes: Readonly<Record<string, string>>): Promise<void>;
}
