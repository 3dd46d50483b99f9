import type { App } from 'cdk8s';
import type { Settings } from '../settings/schema';
import { bySubsystem, requireRole } from '../topology/query';
import type { Topology } from '../topology/topology';
import { Edge } from './edge/edge';
import { InternalDoor } from './edge/internal';
import { Foundation } from './foundation';
import { Ingest } from './ingest';
import { configMap, file } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { SubsystemChart } from './kubernetes/subsystem-chart';
import { Preprod } from './preprod';
import { Profiling } from './profiling';
import { Relay } from './relay';
import { Retention } from './retention';
import { sentryRuntime } from './runtime/sentry';
import { snubaRuntime } from './runtime/snuba';
import { Schema } from './schema';
import { Snuba } from './snuba';
import { ClickHouse } from './stores/clickhouse';
import { Kafka } from './stores/kafka';
import { Memcached } from './stores/memcached';
import { ObjectStore } from './stores/object-store';
import { Postgres } from './stores/postgres';
import { Redis } from './stores/redis';
import { Symbolicator } from './symbolicator';
import { Tasks } from './tasks';
import { Uptime } from './uptime';
import { Web } from './web';

/** Puts the subsystems of one instance together: each is given only what it uses. Empty charts are left out by the caller. */
export const sentryCharts = (app: App, settings: Settings, topology: Topology): SubsystemChart[] => {
  const instance: Instance = {
    name: settings.instance,
    namespace: settings.namespace,
    version: topology.release.version,
    pullSecrets: settings.images.pullSecrets,
    resolvers: settings.network.dns,
  };
  const { clusterDomain, createNamespace } = settings.kubernetes;
  const { stores } = topology;
  const retentionDays = settings.retention.days;
  const charts: SubsystemChart[] = [];
  const chart = (name: string): SubsystemChart => {
    const made = new SubsystemChart(app, name);
    charts.push(made);
    return made;
  };
  const of = (subsystem: Parameters<typeof bySubsystem>[1]) => ({ instance, topology, components: bySubsystem(topology, subsystem) });

  const foundation = chart('00-foundation');
  new Foundation(foundation, 'foundation', { instance, topology, createNamespace });
  const scripts = ['schema.py', 'topics.py', 'wait-tcp.sh'];
  const gate = configMap(foundation, instance, 'gate', Object.fromEntries(scripts.map((name) => [name, file(`gate/${name}`)])));
  const conf = configMap(foundation, instance, 'sentry-conf', {
    'sentry.conf.py': file('sentry/sentry.conf.py'),
    'config.yml': file('sentry/config.yml'),
    'features.json': `${JSON.stringify(topology.release.features, null, 2)}\n`,
  });
  const sentry = sentryRuntime(foundation, { instance, topology, settings, conf, gate });
  const snuba = snubaRuntime(foundation, { instance, topology, retentionDays, gate });

  new Postgres(chart('10-postgres'), 'postgres', { ...of('postgres'), gate });
  new Redis(chart('10-redis'), 'redis', { ...of('redis'), stores });
  new Kafka(chart('10-kafka'), 'kafka', of('kafka'));
  new ClickHouse(chart('10-clickhouse'), 'clickhouse', { ...of('clickhouse'), stores });
  new Memcached(chart('10-memcached'), 'memcached', of('memcached'));
  new ObjectStore(chart('10-object-store'), 'object-store', { ...of('object-store'), stores });

  new Schema(chart('20-schema'), 'schema', {
    ...of('schema'),
    component: requireRole(topology, 'bootstrap'),
    sentry,
    snuba,
    gate,
    adminEmail: settings.admin.email,
    nodestore: settings.nodestore.backend,
    retentionDays,
  });

  new Web(chart('30-web'), 'web', { ...of('web'), sentry, geoip: settings.geoip });
  new Relay(chart('30-relay'), 'relay', { ...of('relay'), gate, geoip: settings.geoip });
  new Ingest(chart('30-ingest'), 'ingest', { ...of('ingest'), sentry });
  new Snuba(chart('30-snuba'), 'snuba', { ...of('snuba'), snuba });
  new Tasks(chart('30-tasks'), 'tasks', { ...of('tasks'), sentry, gate });
  new Symbolicator(chart('30-symbolicator'), 'symbolicator', { ...of('symbolicator'), retentionDays });
  new Profiling(chart('30-profiling'), 'profiling', { ...of('profiling'), gate });
  new Uptime(chart('30-uptime'), 'uptime', { ...of('uptime'), gate });
  new Preprod(chart('30-preprod'), 'preprod', { ...of('preprod'), gate });

  new Retention(chart('40-retention'), 'retention', { ...of('retention'), sentry, retention: settings.retention });

  new InternalDoor(chart('50-nginx'), 'nginx', { ...of('nginx'), url: settings.url, ingress: settings.ingress.internal });
  new Edge(chart('50-edge'), 'edge', {
    instance,
    topology,
    component: requireRole(topology, 'edge'),
    ingest: settings.ingest,
    ingress: settings.ingress,
    clusterDomain,
  });
  return charts;
};
