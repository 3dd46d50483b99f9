// What a changed template does to running pods.
import { at, podPath, text, trees } from '../manifests';
import type { Change } from './changes';
import type { Changed, Pair } from './rule';
import type { Effect } from './types';

/** What a changed template does to the pods of a workload. */
export interface Rollout {
  /** held: not before somebody deletes the pods or lets the rollout go on. */
  readonly how: Extract<Effect, 'rolling' | 'gap' | 'held'>;
  readonly reason: string;
  /** Fields of the template that differ. */
  readonly changes: readonly Change[];
}

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Pods of an int-or-string such as 1 or "25%". */
const share = (value: unknown, replicas: number, round: (exact: number) => number): number => {
  const percent = /^(\d+)%$/.exec(text(value) ?? '')?.[1];
  return percent === undefined ? Number(value ?? 0) : round((Number(percent) * replicas) / 100);
};

/** Replicas of a workload; an autoscaler's minimum where one targets it. */
export const replicasOf = ({ new: now, old, before, after }: Pair, side: 'old' | 'new'): number => {
  const manifest = side === 'old' ? old : now;
  if (manifest === undefined) return 0;
  return (side === 'old' ? before : after).autoscaled(manifest)?.minimum ?? number(at(manifest, 'spec', 'replicas')) ?? 1;
};

const claimsOnce = ({ new: now, after, namespace }: Changed): boolean =>
  trees(at(now, 'spec', 'template', 'spec', 'volumes')).some((volume) => {
    const name = text(at(volume, 'persistentVolumeClaim', 'claimName'));
    const claim = name === undefined ? undefined : after.find('', 'PersistentVolumeClaim', namespace, name);
    const modes = at(claim, 'spec', 'accessModes');
    return Array.isArray(modes) && !modes.includes('ReadWriteMany') && !modes.includes('ReadOnlyMany');
  });

const deployment = (pair: Changed, replicas: number): [Rollout['how'], string] => {
  const strategy = at(pair.new, 'spec', 'strategy');
  if (at(pair.new, 'spec', 'paused') === true) return ['held', 'the rollout is paused'];
  if (at(strategy, 'type') === 'Recreate') return ['gap', 'its strategy is Recreate: all old pods stop before a new one starts'];
  const surge = share(at(strategy, 'rollingUpdate', 'maxSurge') ?? '25%', replicas, Math.ceil);
  const unavailable = share(at(strategy, 'rollingUpdate', 'maxUnavailable') ?? '25%', replicas, Math.floor);
  const gone = surge === 0 && unavailable === 0 ? 1 : unavailable;
  if (gone >= replicas) return ['gap', `up to ${gone} of ${replicas} pods may be missing during the update`];
  if (replicas === 1 && claimsOnce(pair))
    return ['gap', 'a volume that one node may mount holds the new pod back until the old one is gone'];
  return ['rolling', `new pods become ready before the last old one goes`];
};

const statefulSet = ({ new: now }: Changed, replicas: number): [Rollout['how'], string] => {
  const strategy = at(now, 'spec', 'updateStrategy');
  if (at(strategy, 'type') === 'OnDelete') return ['held', 'its update strategy is OnDelete'];
  const partition = number(at(strategy, 'rollingUpdate', 'partition')) ?? 0;
  if (partition >= replicas) return ['held', `its update strategy leaves the first ${partition} pods as they are`];
  if (replicas === 1) return ['gap', 'its only pod stops before the new one starts'];
  return ['rolling', 'one pod after the other is replaced, the last first'];
};

const daemonSet = ({ new: now }: Changed): [Rollout['how'], string] =>
  at(now, 'spec', 'updateStrategy', 'type') === 'OnDelete'
    ? ['held', 'its update strategy is OnDelete']
    : ['rolling', 'one node after the other: on each node there is a gap'];

/** Fields below the pod's template, of a changed workload. */
export const templateChanges = ({ kind, changes }: Pick<Pair, 'kind' | 'changes'>): readonly Change[] => {
  const path = podPath(kind);
  if (path === undefined || kind === 'Pod') return [];
  const template = path.slice(0, -1).join('.');
  return changes.filter((change) => change.path === template || change.path.startsWith(`${template}.`));
};

/** What happens to the pods of a Deployment, StatefulSet or DaemonSet; nothing where they go on. */
export const rolloutOf = (pair: Pair): Rollout | undefined => {
  if (pair.change !== 'changed') return undefined;
  const changes = templateChanges(pair);
  if (changes.length === 0) return undefined;
  const replicas = replicasOf(pair, 'new');
  if (pair.kind !== 'DaemonSet' && (replicas === 0 || replicasOf(pair, 'old') === 0)) return undefined;
  const [how, reason] =
    pair.kind === 'Deployment'
      ? deployment(pair, replicas)
      : pair.kind === 'StatefulSet'
        ? statefulSet(pair, replicas)
        : pair.kind === 'DaemonSet'
          ? daemonSet(pair)
          : (['held', 'a ReplicaSet replaces no pod by itself'] as const);
  return pair.kind === 'Job' || pair.kind === 'CronJob' ? undefined : { how, reason, changes };
};
