import type { Manifest } from 'manifest-review/manifests';
import { change, configMap, cronJob, custom, deployment, ingress, rule, statefulSet } from './objects';
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

const sentry = 'getsentry/sentry';
const web = (release: string) => deployment({ image: `${sentry}:${release}`, container: { args: ['run', 'web'] } });
const consumer = (...args: string[]) =>
  deployment({ image: 'getsentry/snuba:1', container: { args: ['rust-consumer', '--storage', 'errors', ...args] } });
const topics = (partitions: number, name = 'snuba-commit-log') =>
  configMap({ 'topics.json': JSON.stringify({ events: { partitions: 1 }, [name]: { partitions } }) });
const follower = deployment({
  image: `${sentry}:1`,
  container: { args: ['run', 'consumer', 'post-process-forwarder-errors', '--synchronize-commit-log-topic', 'snuba-commit-log'] },
});
const key = (name: string, secret: string) =>
  deployment({ container: { env: [{ name, valueFrom: { secretKeyRef: { name: secret, key: 'a' } } }] } });
const edge = (manifest: Manifest): Manifest => change(manifest, { metadata: { labels: { 'app.kubernetes.io/component': 'edge' } } });
const store = statefulSet({
  name: 'postgres',
  image: 'postgres:14.1',
  pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'a' } }] },
});
const scheduler = (replicas: number, name = 'taskscheduler') =>
  deployment({ image: `${sentry}:1`, container: { args: ['run', name] }, spec: { replicas } });
const nginx = (line: string) =>
  configMap({ 'nginx.conf': `server {\n  location / {\n    proxy_pass http://relay;\n    ${line}\n  }\n}\n` });

/** What Sentry needs beside. */
export const sentryPairs: readonly RulePair[] = [
  {
    rule: 'consumer-group-renamed',
    path: 'spec.template.spec.containers[a].args',
    fires: one(consumer('--consumer-group=a'), consumer('--consumer-group', 'b')),
    quiet: one(consumer('--consumer-group=a'), consumer('--consumer-group', 'a')),
  },
  {
    rule: 'single-partition-topic',
    path: 'data[topics.json].snuba-commit-log.partitions',
    fires: [
      [topics(1), follower],
      [topics(2), follower],
    ],
    quiet: [
      [topics(1), deployment()],
      [topics(2), deployment()],
    ],
  },
  {
    rule: 'partitions-fewer',
    path: 'data[topics.json].a.partitions',
    fires: one(topics(3, 'a'), topics(2, 'a')),
    quiet: one(topics(2, 'a'), topics(3, 'a')),
  },
  {
    rule: 'partitions-more',
    path: 'data[topics.json].a.partitions',
    fires: one(topics(2, 'a'), topics(3, 'a')),
    quiet: one(topics(3, 'a'), topics(2, 'a')),
  },
  {
    rule: 'hard-stop-skipped',
    path: 'spec.template.spec.containers[a].image',
    fires: one(web('25.9.0'), web('26.8.0')),
    quiet: one(web('26.5.1'), web('26.8.0')),
  },
  {
    rule: 'release-downgrade',
    path: 'spec.template.spec.containers[a].image',
    fires: one(web('26.8.0'), web('26.5.1')),
    quiet: one(web('26.5.1'), web('26.8.0')),
  },
  {
    rule: 'retention-shortened',
    path: 'data.SENTRY_EVENT_RETENTION_DAYS',
    fires: one(configMap({ SENTRY_EVENT_RETENTION_DAYS: '90' }), configMap({ SENTRY_EVENT_RETENTION_DAYS: '30' })),
    quiet: one(configMap({ SENTRY_EVENT_RETENTION_DAYS: '30' }), configMap({ SENTRY_EVENT_RETENTION_DAYS: '90' })),
  },
  {
    rule: 'retention-shortened',
    path: 'spec.jobTemplate.spec.template.spec.containers[a].args',
    fires: one(cronJob({ args: ['cleanup', '--days', '90'] }), cronJob({ args: ['cleanup', '--days', '30'] })),
    quiet: one(cronJob({ args: ['cleanup', '--days', '30'] }), cronJob({ args: ['cleanup', '--days', '90'] })),
  },
  {
    rule: 'secret-key-reference',
    path: 'spec.template.spec.containers[a].env[SENTRY_SYSTEM_SECRET_KEY].valueFrom.secretKeyRef.name',
    fires: one(key('SENTRY_SYSTEM_SECRET_KEY', 'a'), key('SENTRY_SYSTEM_SECRET_KEY', 'b')),
    quiet: one(key('A', 'a'), key('A', 'b')),
  },
  {
    rule: 'secret-reference',
    path: 'spec.template.spec.containers[a].env[POSTGRES_PASSWORD].valueFrom.secretKeyRef.name',
    fires: one(key('POSTGRES_PASSWORD', 'a'), key('POSTGRES_PASSWORD', 'b')),
    quiet: one(key('POSTGRES_PASSWORD', 'a'), change(key('POSTGRES_PASSWORD', 'a'), { spec: { replicas: 3 } })),
  },
  {
    rule: 'ingest-endpoints-wider',
    path: 'spec.rules',
    fires: one(edge(ingress()), edge(ingress({ rules: [rule('/api/[1-9][0-9]{0,19}/(store|envelope)/$')] }))),
    quiet: one(ingress(), ingress({ rules: [rule('/api/[1-9][0-9]{0,19}/(store|envelope)/$')] })),
  },
  {
    rule: 'door-rules',
    path: 'data[nginx.conf]',
    fires: one(nginx('deny all;'), nginx('allow all;')),
    quiet: one(nginx('proxy_read_timeout 1s;'), nginx('proxy_read_timeout 2s;')),
  },
  {
    rule: 'singleton-scaled',
    path: 'spec.replicas',
    fires: one(scheduler(1, 'taskworker-scheduler'), scheduler(2, 'taskworker-scheduler')),
    quiet: one(scheduler(1, 'web'), scheduler(2, 'web')),
  },
  {
    rule: 'store-replaced',
    path: '',
    fires: [[store, deployment()], [deployment()]],
    quiet: [[statefulSet(), deployment()], [deployment()]],
  },
];
