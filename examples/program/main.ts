// A program of one's own instead of sentry.yaml alone: two instances in one App, a field that no setting offers,
// and a chart beside them that asks Sentry's topology and connects to it.
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import {
  type Component,
  type ComponentService,
  type Connection,
  Sentry,
  type SentryComponent,
  type SentryProps,
  SettingsError,
  type Topology,
} from 'cdk8s-sentry';

const props: SentryProps = {
  instance: 'staging',
  namespace: 'sentry-staging',
  url: 'https://sentry.staging.internal.example.com',
  ingest: { url: 'https://sentry.staging.example.com', endpoints: ['store', 'envelope'] },
};

/** Consumer groups by component, for whoever watches their lag. */
const consumerGroups = ({ components }: Topology): string =>
  components
    .flatMap(({ name, consumption }: Component) => (consumption?.group === undefined ? [] : [`${name}: ${consumption.group}\n`]))
    .join('');

/** Who connects to a component, as a comment for whoever changes it. */
const clients = ({ inbound }: Component): string => inbound.map(({ from, port }: Connection) => `${from} (${port})`).join(', ');

const address = ({ host, ports }: ComponentService): string => `${host}:${Object.values(ports)[0]}`;

/** Sentry's own policies let in its own pods alone; they add up, so this one lets in the exporter too. */
const letIn = (chart: Chart, { name, selector }: SentryComponent, namespace: string): void => {
  new ApiObject(chart, `to-${name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `exporter-to-${name}`, namespace },
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'exporter' } }, namespaceSelector: {} }] }],
    },
  });
};

try {
  const app = new App();
  const production = Sentry.fromFile(app, 'sentry', 'sentry.yaml');
  production.component('web').workload.addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
  for (const warning of production.warnings) console.error(warning);

  new Sentry(app, 'staging', props);

  const exporter = new Chart(app, 'exporter', { namespace: 'monitoring' });
  const redis = production.component('redis');
  letIn(exporter, redis, 'sentry');
  new ApiObject(exporter, 'config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'exporter' },
    data: {
      redis: redis.service === undefined ? '' : address(redis.service),
      clients: production.topology.components
        .filter(({ name }) => name === redis.name)
        .map(clients)
        .join(),
      groups: consumerGroups(production.topology),
    },
  });
  app.synth();
} catch (error) {
  // What is wrong with the settings, all of it, and no stack trace.
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
