// What another image of a store does to its files.
import { at, containersOf, imageName, isTree, longRunning, type Manifest, parseImage, podSpecOf, text, trees } from '../../manifests';
import type { Change } from '../changes';
import { templateChanges } from '../rollout';
import { type Changed, fields, onChanged, onRemoved, type Rule } from '../rule';

// Last parts of the repositories of stores, by what they are: images of one family read each other's files, until they write them.
const families: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  postgresql: 'PostgreSQL',
  postgis: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  mongo: 'MongoDB',
  mongodb: 'MongoDB',
  'clickhouse-server': 'ClickHouse',
  clickhouse: 'ClickHouse',
  'altinity-server': 'ClickHouse',
  kafka: 'Kafka',
  'cp-kafka': 'Kafka',
  zookeeper: 'ZooKeeper',
  'cp-zookeeper': 'ZooKeeper',
  redis: 'Redis',
  valkey: 'Valkey',
  keydb: 'KeyDB',
  etcd: 'etcd',
  elasticsearch: 'Elasticsearch',
  opensearch: 'OpenSearch',
  rabbitmq: 'RabbitMQ',
  cassandra: 'Cassandra',
  minio: 'MinIO',
  seaweedfs: 'SeaweedFS',
};

/** The store that an image is of, and its version; nothing for other images. */
export const storeOf = (
  image: unknown,
): { readonly family: string; readonly version: readonly number[]; readonly tag: string } | undefined => {
  const reference = text(image);
  const family = reference === undefined ? undefined : families[imageName(reference)];
  if (reference === undefined || family === undefined) return undefined;
  const { tag = '' } = parseImage(reference);
  return { family, tag, version: (/^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1] ?? '').split('.').filter(Boolean).map(Number) };
};

/** Negative where the first is older. */
export const compareVersions = (a: readonly number[], b: readonly number[]): number => {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const image = /\.containers\[[^\]]+\]\.image$/;
const steps = 'Take a backup first and read the notes of the new version; the old one may not start on files that the new one wrote.';

type StoreImage = NonNullable<ReturnType<typeof storeOf>>;

const stores = (when: (old: StoreImage, now: StoreImage, change: Change) => boolean) => (pair: Changed) =>
  templateChanges(pair).filter((change) => {
    if (!image.test(change.path)) return false;
    const [old, now] = [storeOf(change.old), storeOf(change.new)];
    return old !== undefined && now !== undefined && when(old, now, change);
  });

const known = ({ version }: StoreImage): boolean => version.length > 0;

/** Of an image, or as an operator is told it. */
const versionOf = (value: unknown): readonly number[] =>
  storeOf(value)?.version ??
  String(value)
    .split(/[.-]/)
    .map(Number)
    .filter((part) => !Number.isNaN(part));

/** Whether it has a volume of its own. */
const holdsFiles = (manifest: Manifest): boolean =>
  trees(at(manifest, 'spec', 'volumeClaimTemplates')).length > 0 ||
  trees(podSpecOf(manifest)['volumes']).some((volume) => isTree(volume['persistentVolumeClaim']));

/** What another image of a store does to its files. */
export const imageRules: readonly Rule[] = [
  {
    id: 'store-image-major',
    verdict: 'data-loss',
    title: 'Major version of a store',
    reason: 'A major version changes the files of the store: it may refuse the old ones, and there is no way back once it has written.',
    steps,
    find: onChanged(
      longRunning,
      stores((old, now) => old.family === now.family && known(old) && known(now) && (now.version[0] ?? 0) > (old.version[0] ?? 0)),
    ),
  },
  {
    id: 'store-image-downgrade',
    verdict: 'data-loss',
    title: 'Older version of a store',
    reason: 'The older version may not read what the newer one wrote.',
    steps: 'Go back to the newer one, or restore a backup of the older.',
    find: onChanged(
      longRunning,
      stores((old, now) => old.family === now.family && known(old) && known(now) && compareVersions(now.version, old.version) < 0),
    ),
  },
  {
    id: 'store-image-replaced',
    verdict: 'data-loss',
    title: 'Another store on the same volume',
    reason: 'The new store may read the files of the old one; the old one does not read what the new one writes.',
    steps,
    find: onChanged(
      longRunning,
      stores((old, now) => old.family !== now.family),
    ),
  },
  {
    id: 'postgres-libc',
    verdict: 'data-loss',
    title: 'PostgreSQL on another C library',
    reason: 'Alpine sorts text by other rules than Debian: indexes on text no longer match their rows.',
    steps: 'Keep the variant of the image, or reindex every database.',
    find: onChanged(
      longRunning,
      stores((old, now) => old.family === 'PostgreSQL' && now.family === 'PostgreSQL' && /alpine/.test(old.tag) !== /alpine/.test(now.tag)),
    ),
  },
  {
    id: 'operator-version',
    verdict: 'data-loss',
    title: 'Version of a store that an operator runs',
    reason: 'The operator moves the data to the new version; a lower one, or a lower metadata version, does not read it.',
    steps,
    find: [
      onChanged(
        'Kafka',
        fields(
          /^spec\.kafka\.(version|metadataVersion)$/,
          ({ old, new: now }) => compareVersions(versionOf(now), versionOf(old)) < 0 && old !== undefined,
        ),
      ),
      onChanged(
        'Cluster',
        fields(/^spec\.imageName$/, ({ old, new: now }) => {
          const [was, is] = [versionOf(old), versionOf(now)];
          return old !== undefined && (compareVersions(is, was) < 0 || is[0] !== was[0]);
        }),
      ),
    ],
  },
  {
    id: 'store-replaced',
    verdict: 'data-loss',
    title: 'Store removed or replaced by another',
    reason: 'Nothing moves its data: what takes its place starts empty.',
    steps: 'Stop what writes to it, copy the data to the new store, then let its clients connect there.',
    find: onRemoved(['StatefulSet', 'Deployment'], (old, { after }) =>
      holdsFiles(old) && after.objects.length > 0
        ? containersOf(old)
            .filter(({ image }) => storeOf(image) !== undefined)
            .slice(0, 1)
            .map(({ image }) => ({ path: '', old: String(image) }))
        : [],
    ),
  },
];
