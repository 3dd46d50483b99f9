// Kinds of Strimzi, CloudNativePG, External Secrets and Sealed Secrets.
import { at, equal, quantityNumber, text } from '../../manifests';
import { type Changed, fields, onAdded, onChanged, onRemoved, type Rule, whole, wholeIf } from '../rule';

const number = (value: unknown): number => quantityNumber(value) ?? 0;

const isCloudNativePg = ({ group }: Changed): boolean => group === 'postgresql.cnpg.io';

const operated = [
  'Kafka',
  'KafkaNodePool',
  'Cluster',
  'Pooler',
  'ClickHouseInstallation',
  'ClickHouseKeeperInstallation',
  'Redis',
  'RedisReplication',
  'RedisCluster',
  'RedisSentinel',
];

/** Kinds of Strimzi, CloudNativePG, External Secrets and Sealed Secrets. */
export const operatorRules: readonly Rule[] = [
  {
    id: 'topic-partitions-fewer',
    verdict: 'rejected',
    refusedBy: 'Strimzi',
    title: 'Fewer partitions of a KafkaTopic',
    reason: 'Kafka cannot take partitions away: the operator marks the topic as not supported and leaves it.',
    steps: 'Keep the number, or make a topic of a new name.',
    find: onChanged(
      'KafkaTopic',
      fields(/^spec\.partitions$/, ({ old, new: now }) => number(now) < number(old)),
    ),
  },
  {
    id: 'topic-partitions-more',
    verdict: 'safe',
    title: 'More partitions of a KafkaTopic',
    reason: 'Keys move to other partitions: messages of one key may be read out of order around the change.',
    steps: 'Where order matters, stop the producers and let consumers read to the end first.',
    find: onChanged(
      'KafkaTopic',
      fields(/^spec\.partitions$/, ({ old, new: now }) => number(now) > number(old)),
    ),
  },
  {
    id: 'topic-replicas',
    verdict: 'no-effect-yet',
    title: 'Replicas of a KafkaTopic',
    reason: 'Partitions that exist keep their replicas until somebody reassigns them.',
    steps: 'Run a reassignment, by Cruise Control or by hand.',
    find: onChanged('KafkaTopic', fields(/^spec\.replicas$/)),
  },
  {
    id: 'postgres-cluster-shrinks',
    verdict: 'rejected',
    refusedBy: 'CloudNativePG',
    title: 'Smaller volume of a PostgreSQL cluster',
    reason: 'The webhook of CloudNativePG refuses to shrink storage.',
    steps: 'Keep the size, or restore into a new cluster.',
    find: onChanged(
      'Cluster',
      fields(/^spec\.(storage|walStorage)\.size$/, ({ old, new: now }) => number(now) < number(old)),
    ),
  },
  {
    id: 'postgres-cluster-bootstrap',
    verdict: 'no-effect-yet',
    title: 'Bootstrap of a PostgreSQL cluster',
    reason: 'It is read once, when the cluster is made.',
    steps: 'Make the change in the database itself, or bootstrap a new cluster.',
    find: onChanged('Cluster', (pair) => (isCloudNativePg(pair) ? fields(/^spec\.bootstrap/)(pair) : [])),
  },
  {
    id: 'postgres-cluster-reference',
    verdict: 'rejected',
    refusedBy: 'CloudNativePG',
    title: 'Cluster that a Pooler, Database or ScheduledBackup belongs to',
    reason: 'Since CloudNativePG 1.30 the reference cannot change.',
    steps: 'Delete the object and make one of a new name.',
    find: onChanged(['Pooler', 'ScheduledBackup', 'Backup', 'Database'], (pair) =>
      isCloudNativePg(pair) ? fields(/^spec\.cluster/)(pair) : [],
    ),
  },
  {
    id: 'external-secret-rotates',
    verdict: 'outage',
    title: 'ExternalSecret that makes new values each time',
    reason: 'Each run of its generator makes a new password, which what it is for does not know.',
    steps: 'Keep refreshPolicy CreatedOnce for values of a generator.',
    find: onChanged(
      'ExternalSecret',
      fields(
        /^spec\.refreshPolicy$/,
        ({ old, new: now }, pair) => old === 'CreatedOnce' && now !== 'CreatedOnce' && JSON.stringify(pair.new).includes('generatorRef'),
      ),
    ),
  },
  {
    id: 'secret-owner-removed',
    verdict: 'outage',
    title: 'Owner of a Secret removed',
    reason: 'The Secret that it made is deleted with it: pods that name it do not start.',
    steps: 'Let the Secret be kept (creationPolicy Orphan, or no owner) before you prune.',
    find: [
      onRemoved('ExternalSecret', (old) => wholeIf((text(at(old, 'spec', 'target', 'creationPolicy')) ?? 'Owner') === 'Owner')),
      onRemoved('SealedSecret', whole),
    ],
  },
  {
    id: 'sealed-for-another-name',
    verdict: 'rejected',
    refusedBy: 'Sealed Secrets',
    title: 'SealedSecret renamed',
    reason: 'What was sealed for one name and namespace is not unsealed for another.',
    steps: 'Seal it again for the new name, or with a wider scope.',
    find: onAdded('SealedSecret', (now, { before, after }) => {
      const sealed = at(now, 'spec', 'encryptedData');
      const source = before
        .ofKind('SealedSecret')
        .find(
          (other) =>
            equal(at(other, 'spec', 'encryptedData'), sealed) &&
            !after
              .ofKind('SealedSecret')
              .some(({ metadata }) => metadata.name === other.metadata.name && metadata['namespace'] === other.metadata['namespace']),
        );
      return source === undefined ? [] : [{ path: 'metadata.name', old: source.metadata.name, new: now.metadata.name }];
    }),
  },
  {
    id: 'operated-cluster',
    verdict: 'restart',
    title: 'Cluster that an operator runs',
    reason: 'Its operator decides: most changes are rolled through the pods one at a time.',
    steps: 'Read the operator’s documentation of the field.',
    find: onChanged(operated, (pair) =>
      /(^|\.)(strimzi\.io|cnpg\.io|altinity\.com|opstreelabs\.in)$/.test(pair.group) ? fields(/^spec/)(pair) : [],
    ),
  },
];
