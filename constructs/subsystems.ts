// The charts of one instance: which subsystem stands in which, and what each is given.
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/schema';
import { requireRole } from '../topology/query';
import type { Subsystem } from '../topology/role';
import type { Component, Topology } from '../topology/topology';
import { Bootstrap } from './bootstrap';
import { Edge } from './edge/edge';
import { InternalDoor } from './edge/internal';
import { Foundation } from './foundation';
import { Ingest } from './ingest';
import { configMap, type Files, file } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { Preprod } from './preprod';
import { Profiling } from './profiling';
import { Relay } from './relay';
import { Retention } from './retention';
import { type SentryRuntime, sentryRuntime } from './runtime/sentry';
import { type SnubaRuntime, snubaRuntime } from './runtime/snuba';
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

/** What subsystems are made of; each takes what it uses. */
interface Parts {
  readonly instance: Instance;
  readonly settings: Settings;
  readonly topology: Topology;
  /** Scripts that init containers wait with. */
  readonly gate: Files;
  readonly sentry: SentryRuntime;
  readonly snuba: SnubaRuntime;
}

/** One file of the output: its wave, and the subsystem that it holds. */
type ChartName = `${'10' | '20' | '30' | '40' | '50'}-${Exclude<Subsystem, 'foundation'>}`;

type Make = (scope: Construct, components: readonly Component[], parts: Parts) => Construct;

/** How each subsystem is made, in the order in which kubectl is to apply them. */
const subsystems = {
  '10-postgres': (scope, components, { instance, topology, gate }) =>
    new Postgres(scope, 'postgres', { instance, components, topology, gate }),
  '10-redis': (scope, components, { instance, topology: { stores } }) =>
    new Redis(scope, 'redis', { instance, components, store: stores.redis }),
  '10-kafka': (scope, components, { instance }) => new Kafka(scope, 'kafka', { instance, components }),
  '10-clickhouse': (scope, components, { instance, topology: { stores } }) =>
    new ClickHouse(scope, 'clickhouse', { instance, components, store: stores.clickhouse }),
  '10-memcached': (scope, components, { instance }) => new Memcached(scope, 'memcached', { instance, components }),
  '10-object-store': (scope, components, { instance, topology: { stores } }) =>
    new ObjectStore(scope, 'object-store', { instance, components, store: stores.objectStore }),
  '20-schema': (scope, _components, { instance, topology, sentry, snuba, gate, settings: { admin, nodestore, retention } }) =>
    new Bootstrap(scope, 'bootstrap', {
      instance,
      component: requireRole(topology, 'bootstrap'),
      topology,
      sentry,
      snuba,
      gate,
      adminEmail: admin.email,
      nodestore: nodestore.backend,
      retentionDays: retention.days,
    }),
  '30-web': (scope, components, { instance, sentry, settings: { geoip } }) =>
    new Web(scope, 'web', { instance, components, sentry, geoip }),
  '30-relay': (scope, components, { instance, topology, gate, settings: { geoip } }) =>
    new Relay(scope, 'relay', { instance, components, topology, gate, geoip }),
  '30-ingest': (scope, components, { instance, sentry }) => new Ingest(scope, 'ingest', { instance, components, sentry }),
  '30-snuba': (scope, components, { instance, snuba }) => new Snuba(scope, 'snuba', { instance, components, snuba }),
  '30-tasks': (scope, components, { instance, topology, sentry, gate }) =>
    new Tasks(scope, 'tasks', { instance, components, topology, sentry, gate }),
  '30-symbolicator': (scope, components, { instance, settings: { retention } }) =>
    new Symbolicator(scope, 'symbolicator', { instance, components, retentionDays: retention.days }),
  '30-profiling': (scope, components, { instance, topology, gate }) =>
    new Profiling(scope, 'profiling', { instance, components, topology, gate }),
  '30-uptime': (scope, components, { instance, topology, gate }) => new Uptime(scope, 'uptime', { instance, components, topology, gate }),
  '30-preprod': (scope, components, { instance, topology, gate }) =>
    new Preprod(scope, 'preprod', { instance, components, topology, gate }),
  '40-retention': (scope, components, { instance, topology, sentry, settings: { retention } }) =>
    new Retention(scope, 'retention', { instance, components, topology, sentry, retention }),
  '50-nginx': (scope, components, { instance, topology, gate, settings: { url, ingress } }) =>
    new InternalDoor(scope, 'nginx', { instance, components, topology, gate, url, ingress: ingress.internal }),
  '50-edge': (scope, _components, { instance, topology, gate, settings: { ingest, ingress, kubernetes } }) =>
    new Edge(scope, 'edge', {
      instance,
      component: requireRole(topology, 'edge'),
      topology,
      gate,
      ingest,
      ingress,
      clusterDomain: kubernetes.clusterDomain,
    }),
} satisfies Readonly<Partial<Record<ChartName, Make>>>;

/** The chart that everything else stands on, and what it gives to the others. */
const addFoundation = (scope: Construct, instance: Instance, settings: Settings, topology: Topology): Parts => {
  const chart = new Chart(scope, '00-foundation');
  new Foundation(chart, 'foundation', { instance, topology, createNamespace: settings.kubernetes.createNamespace });
  const scripts = ['schema.py', 'topics.py', 'wait-tcp.sh'];
  const gate = configMap(chart, instance, 'gate', Object.fromEntries(scripts.map((name) => [name, file(`gate/${name}`)])));
  const conf = configMap(chart, instance, 'sentry-conf', {
    'sentry.conf.py': file('sentry/sentry.conf.py'),
    'config.yml': file('sentry/config.yml'),
    'features.json': `${JSON.stringify(topology.release.features, null, 2)}\n`,
  });
  const sentry = sentryRuntime(chart, { instance, topology, settings, conf, gate });
  const snuba = snubaRuntime(chart, { instance, topology, retentionDays: settings.retention.days, gate });
  return { instance, settings, topology, gate, sentry, snuba };
};

/** Makes a chart for each subsystem that has components. */
export const addSubsystems = (scope: Construct, settings: Settings, topology: Topology): void => {
  const instance: Instance = {
    name: settings.instance,
    namespace: settings.namespace,
    version: topology.release.version,
    pullSecrets: settings.images.pullSecrets,
    resolvers: settings.network.dns,
  };
  const parts = addFoundation(scope, instance, settings, topology);
  for (const [name, make] of Object.entries<Make>(subsystems)) {
    const components = topology.components.filter(({ role }) => name.slice(3) === role.subsystem);
    if (components.length > 0) make(new Chart(scope, name), components, parts);
  }
};
