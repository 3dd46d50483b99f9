// What deletes data, or hides it from what reads it.
import {
  annotationsOf,
  at,
  containersOf,
  groupOf,
  labelsOf,
  longRunning,
  type Manifest,
  namespaceOf,
  podSpecOf,
  type Tree,
  text,
  trees,
} from '../../manifests';
import { templateChanges } from '../rollout';
import { type Changed, fields, type Match, onChanged, onRemoved, type Removed, type Rule, wholeIf } from '../rule';

// Kinds whose removal takes their data along.
const withData = [
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Namespace',
  'CustomResourceDefinition',
  'KafkaTopic',
  'Kafka',
  'KafkaNodePool',
  'Cluster',
  'Database',
  'ClickHouseInstallation',
  'ClickHouseKeeperInstallation',
  'Redis',
  'RedisReplication',
  'RedisCluster',
];
const otherClusters = ['cluster.x-k8s.io', 'management.cattle.io', 'provisioning.cattle.io'];

/** Kept by whoever prunes: Argo CD, Helm, Strimzi, or a policy of the object itself. */
const isKept = (manifest: Manifest): boolean => {
  const annotations = annotationsOf(manifest);
  return (
    /(Prune|Delete)=false/.test(String(annotations['argocd.argoproj.io/sync-options'] ?? '')) ||
    annotations['helm.sh/resource-policy'] === 'keep' ||
    annotations['strimzi.io/managed'] === 'false' ||
    at(manifest, 'spec', 'persistentVolumeReclaimPolicy') === 'Retain'
  );
};

const holdsData = (manifest: Manifest): boolean =>
  !(manifest.kind === 'Cluster' && otherClusters.includes(groupOf(manifest))) &&
  !(manifest.kind === 'Database' && at(manifest, 'spec', 'databaseReclaimPolicy') === 'retain');

const claimTemplates = (manifest: Manifest): readonly Tree[] => trees(at(manifest, 'spec', 'volumeClaimTemplates'));

const deletesClaims = (manifest: Manifest, when: 'whenDeleted' | 'whenScaled'): boolean =>
  claimTemplates(manifest).length > 0 && at(manifest, 'spec', 'persistentVolumeClaimRetentionPolicy', when) === 'Delete';

/** Where a container finds which claim: by container and path in it. */
const claims = (manifest: Manifest): Map<string, { container: string; path: string; claim: string }> => {
  const sources = new Map<unknown, string>();
  for (const template of claimTemplates(manifest))
    sources.set(at(template, 'metadata', 'name'), `template ${at(template, 'metadata', 'name')}`);
  for (const volume of trees(podSpecOf(manifest)['volumes'])) {
    const claim = text(at(volume, 'persistentVolumeClaim', 'claimName'));
    if (claim !== undefined) sources.set(volume['name'], claim);
  }
  const found = new Map<string, { container: string; path: string; claim: string }>();
  for (const container of containersOf(manifest)) {
    for (const mount of trees(container['volumeMounts'])) {
      const claim = sources.get(mount['name']);
      const subPath = text(mount['subPath']);
      const [name, path] = [String(container['name']), String(mount['mountPath'])];
      if (claim !== undefined)
        found.set(`${name} ${path}`, { container: name, path, claim: subPath === undefined ? claim : `${claim}/${subPath}` });
    }
  }
  return found;
};

const movedVolumes = ({ old, new: now }: Changed): readonly Match[] => {
  const after = claims(now);
  const containers = containersOf(now).map(({ name }) => name);
  return [...claims(old)].flatMap(([key, { container, path, claim }]) => {
    const found = after.get(key)?.claim;
    if (found === claim || !containers.includes(container)) return [];
    return [
      {
        path: `spec.template.spec.containers[${container}].volumeMounts[${path}]`,
        old: claim,
        ...(found === undefined ? {} : { new: found }),
      },
    ];
  });
};

/** The workload that took the place of a removed one: same kind, same component and instance, another name. */
const successor = (manifest: Manifest, { after }: Removed): Manifest | undefined => {
  const {
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/name': name,
  } = labelsOf(manifest);
  if (component === undefined && name === undefined) return undefined;
  return after.ofKind(manifest.kind, namespaceOf(manifest)).find((other) => {
    const labels = labelsOf(other);
    return (
      other.metadata.name !== manifest.metadata.name &&
      labels['app.kubernetes.io/instance'] === instance &&
      labels['app.kubernetes.io/component'] === component &&
      labels['app.kubernetes.io/name'] === name
    );
  });
};

const fewer = ({ old, new: now }: Match): boolean => typeof old === 'number' && typeof now === 'number' && now < old;
/** Whether too few stay of what agrees by majority. */
const belowMajority = ({ old, new: now }: Match): boolean =>
  typeof old === 'number' && typeof now === 'number' && old > 1 && now < Math.floor(old / 2) + 1;

/** What deletes data, or hides it from what reads it. */
export const dataRules: readonly Rule[] = [
  {
    id: 'data-removed',
    verdict: 'data-loss',
    title: 'Object that holds data, removed',
    reason: 'Pruning it deletes the data that it holds.',
    steps: 'Take a backup, or mark it to be kept (argocd.argoproj.io/sync-options: Prune=false) before you prune.',
    find: onRemoved(withData, (old) => wholeIf(holdsData(old) && !isKept(old))),
  },
  {
    id: 'data-kept',
    verdict: 'safe',
    title: 'Object that holds data, left behind',
    reason: 'It is marked to be kept, so it stays in the cluster, unused.',
    steps: 'Delete it by hand once its data is no longer wanted.',
    find: onRemoved(withData, (old) => wholeIf(holdsData(old) && isKept(old))),
  },
  {
    id: 'claims-deleted',
    verdict: 'data-loss',
    title: 'StatefulSet that deletes its claims',
    reason: 'Its persistentVolumeClaimRetentionPolicy deletes the claims of pods that go.',
    steps: 'Set whenDeleted and whenScaled to Retain and apply that first.',
    find: [
      onRemoved('StatefulSet', (old) => wholeIf(deletesClaims(old, 'whenDeleted'))),
      onChanged(
        'StatefulSet',
        fields(/^spec\.replicas$/, (change, { new: now }) => fewer(change) && deletesClaims(now, 'whenScaled')),
      ),
    ],
  },
  {
    id: 'volumes-left-behind',
    verdict: 'data-loss',
    title: 'StatefulSet renamed',
    reason: 'The claims of its templates carry its name: the new one starts with empty volumes, the data stays in the old claims.',
    steps: 'Keep the name, or copy the volumes to claims of the new name before its pods start.',
    find: onRemoved('StatefulSet', (old, pair) => {
      const next = claimTemplates(old).length === 0 ? undefined : successor(old, pair);
      return next === undefined ? [] : [{ path: 'metadata.name', old: pair.name, new: next.metadata.name }];
    }),
  },
  {
    id: 'volume-moved',
    verdict: 'data-loss',
    title: 'Volume mounted from elsewhere',
    reason: 'The process no longer finds its data at the path where it was: it starts empty or fails.',
    steps: 'Keep claim, path and subPath, or move the data first.',
    find: onChanged(['Deployment', 'StatefulSet', 'DaemonSet'], movedVolumes),
  },
  {
    id: 'data-folder',
    verdict: 'data-loss',
    title: 'Data folder of a store',
    reason: 'The store looks for its data in another folder: it starts empty.',
    steps: 'Keep the variable, or move the data first.',
    find: onChanged(longRunning, (pair) =>
      templateChanges(pair).filter(
        ({ path, old }) => /\.env\[(PGDATA|KAFKA_LOG_DIRS?|MYSQL_DATADIR)\]\.value$/.test(path) && old !== undefined,
      ),
    ),
  },
  {
    id: 'quorum-lost',
    verdict: 'data-loss',
    title: 'Replicas below a majority',
    reason:
      'Fewer than a majority of the old replicas stay, at once: what agrees by majority stops, and data that only the others hold is out of reach.',
    steps: 'Take replicas away one at a time, after the store itself has moved their data.',
    find: [
      onChanged(
        'StatefulSet',
        fields(/^spec\.replicas$/, (change, { new: now }) => belowMajority(change) && claimTemplates(now).length > 0),
      ),
      onChanged(
        ['Kafka', 'KafkaNodePool', 'Cluster', 'ClickHouseInstallation', 'ClickHouseKeeperInstallation', 'RedisReplication'],
        fields(/(^spec\.(instances|replicas|clusterSize)|replicas|[rR]eplicasCount)$/, belowMajority),
      ),
    ],
  },
  {
    id: 'shards-fewer',
    verdict: 'data-loss',
    title: 'Fewer shards of ClickHouse',
    reason: 'The rows of a shard that goes are on no other.',
    steps: 'Move its rows to the shards that stay, then take it away.',
    find: onChanged('ClickHouseInstallation', fields(/shardsCount$/, fewer)),
  },
  {
    id: 'claim-template-name',
    verdict: 'data-loss',
    title: 'Claim template with another name or size',
    reason:
      'Claims of running pods keep their size and name: to get this applied the StatefulSet is deleted, and pods of a renamed template start empty.',
    steps: 'Keep the name; enlarge the claims themselves.',
    find: onChanged('StatefulSet', ({ old, new: now }) => {
      const names = claimTemplates(now).map((template) => at(template, 'metadata', 'name'));
      return claimTemplates(old)
        .map((template) => at(template, 'metadata', 'name'))
        .filter((name) => !names.includes(name))
        .map((name) => ({ path: `spec.volumeClaimTemplates[${name}]`, old: name, new: names.join(', ') }));
    }),
  },
];
