// Pairs of the rules about kinds of operators.
import { change, custom } from './objects';
import { one, type RulePair } from './pair';

const topic = (partitions: number, replicas = 1) => custom('kafka.strimzi.io/v1', 'KafkaTopic', { partitions, replicas });
const kafka = (metadataVersion: string) => custom('kafka.strimzi.io/v1', 'Kafka', { kafka: { metadataVersion } });
const postgres = (spec: object) => custom('postgresql.cnpg.io/v1', 'Cluster', { instances: 1, ...spec });
const shards = (shardsCount: number) =>
  custom('clickhouse.altinity.com/v1', 'ClickHouseInstallation', { configuration: { clusters: [{ name: 'a', layout: { shardsCount } }] } });
const external = (refreshPolicy: string) =>
  custom('external-secrets.io/v1', 'ExternalSecret', { refreshPolicy, dataFrom: [{ sourceRef: { generatorRef: { name: 'a' } } }] });
const sealed = (name: string, value = 'AgA=') => custom('bitnami.com/v1alpha1', 'SealedSecret', { encryptedData: { a: value } }, name);
const pooler = (name: string) => custom('postgresql.cnpg.io/v1', 'Pooler', { cluster: { name } });
const route = (kind: string, spec: object) => custom('traefik.io/v1alpha1', kind, { ...spec });

/** What operators do with their kinds. */
export const operatorPairs: readonly RulePair[] = [
  { rule: 'topic-partitions-fewer', path: 'spec.partitions', fires: one(topic(2), topic(1)), quiet: one(topic(1), topic(2)) },
  { rule: 'topic-partitions-more', path: 'spec.partitions', fires: one(topic(1), topic(2)), quiet: one(topic(2), topic(1)) },
  { rule: 'topic-replicas', path: 'spec.replicas', fires: one(topic(1, 1), topic(1, 2)), quiet: one(topic(1), topic(2)) },
  {
    rule: 'postgres-cluster-shrinks',
    path: 'spec.storage.size',
    fires: one(postgres({ storage: { size: '2Gi' } }), postgres({ storage: { size: '1Gi' } })),
    quiet: one(postgres({ storage: { size: '1Gi' } }), postgres({ storage: { size: '2Gi' } })),
  },
  {
    rule: 'postgres-cluster-bootstrap',
    path: 'spec.bootstrap.initdb.database',
    fires: one(postgres({ bootstrap: { initdb: { database: 'a' } } }), postgres({ bootstrap: { initdb: { database: 'b' } } })),
    quiet: one(postgres({}), postgres({ instances: 2 })),
  },
  {
    rule: 'postgres-cluster-reference',
    path: 'spec.cluster.name',
    fires: one(pooler('a'), pooler('b')),
    quiet: one(pooler('a'), custom('postgresql.cnpg.io/v1', 'Pooler', { cluster: { name: 'a' }, instances: 2 })),
  },
  {
    rule: 'external-secret-rotates',
    path: 'spec.refreshPolicy',
    fires: one(external('CreatedOnce'), external('Periodic')),
    quiet: one(external('Periodic'), external('CreatedOnce')),
  },
  {
    rule: 'secret-owner-removed',
    path: '',
    fires: [[external('Periodic')], []],
    quiet: [[custom('external-secrets.io/v1', 'ExternalSecret', { target: { creationPolicy: 'Orphan' } })], []],
  },
  {
    rule: 'sealed-for-another-name',
    path: 'metadata.name',
    fires: one(sealed('a'), sealed('b')),
    quiet: one(sealed('a'), sealed('b', 'AgB=')),
  },
  {
    rule: 'operated-cluster',
    path: 'spec.instances',
    fires: one(postgres({}), postgres({ instances: 2 })),
    quiet: one(postgres({}), change(postgres({}), { metadata: { labels: { team: 'a' } } })),
  },
  {
    rule: 'operator-version',
    path: 'spec.kafka.metadataVersion',
    fires: one(kafka('4.1-IV1'), kafka('4.0-IV3')),
    quiet: one(kafka('4.0-IV3'), kafka('4.1-IV1')),
  },
  {
    rule: 'shards-fewer',
    path: 'spec.configuration.clusters[a].layout.shardsCount',
    fires: one(shards(2), shards(1)),
    quiet: one(shards(1), shards(2)),
  },
  {
    rule: 'quorum-lost',
    path: 'spec.instances',
    fires: one(postgres({ instances: 3 }), postgres({ instances: 1 })),
    quiet: one(postgres({ instances: 3 }), postgres({ instances: 2 })),
  },
  {
    rule: 'other-door',
    path: 'spec.routes',
    fires: one(route('IngressRoute', { routes: ['a'] }), route('IngressRoute', { routes: ['b'] })),
    quiet: one(
      route('IngressRoute', { routes: ['a'] }),
      change(route('IngressRoute', { routes: ['a'] }), { metadata: { labels: { team: 'a' } } }),
    ),
  },
];
