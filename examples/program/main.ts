// A program of one's own instead of sentry.yaml alone: two instances in one App, a field that no setting offers,
// and a chart beside them that asks Sentry's topology and connects to it.
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import {
  type Address,
  type Component,
  type ComponentService,
  type Connection,
  type Consumption,
  type PostgresAddress,
  type Release,
  type Role,
  type SecretReference,
  Sentry,
  type SentryComponent,
  type SentryProps,
  SettingsError,
  type Stores,
  type TopicPlan,
  type Topology,
  UnknownServiceError,
  UserError,
} from 'cdk8s-sentry';

const props: SentryProps = {
  instance: 'staging',
  namespace: 'sentry-staging',
  url: 'https://sentry.staging.internal.example.com',
  ingest: { url: 'https://sentry.staging.example.com', endpoints: ['store', 'envelope'] },
};

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** Consumer groups by component, for whoever watches their lag. */
const consumerGroups = ({ components }: Topology): string =>
  lines(
    components.flatMap(({ name, consumption }: Component) => {
      const { group }: Partial<Consumption> = consumption ?? {};
      return group === undefined ? [] : [`${name}: ${group}`];
    }),
  );

/** Partitions by topic, of which a consumer's replicas are never more. */
const partitions = (topics: Readonly<Record<string, TopicPlan>>): string =>
  lines(Object.entries(topics).map(([name, plan]) => `${name}: ${plan.partitions}`));

/** Who connects to a component, as a comment for whoever changes it. */
const clients = ({ inbound }: Component): string => inbound.map(({ from, port }: Connection) => `${from} (${port})`).join(', ');

/** Whether an autoscaler may give it a second replica. */
const isAlone = ({ scales }: Role): boolean => typeof scales === 'object';

const tag = ({ version }: Release): string => version;
const serviceAddress = ({ host, ports }: ComponentService): string => `${host}:${Object.values(ports)[0]}`;
const address = ({ host, port }: Address): string => `${host}:${port}`;
const postgresUrl = ({ tls, ...server }: PostgresAddress): string => `postgres://${address(server)}/?sslmode=${tls ?? 'disable'}`;
const place = ({ secret, key }: SecretReference): string => `${secret}/${key}`;

/** Where the stores are, whoever runs them, and where their passwords are. */
const storeData = ({ kafka, postgres }: Stores): Record<string, string> => ({
  kafka: address(kafka),
  postgres: postgresUrl(postgres.server),
  'postgres-password': place(postgres.password),
});

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
  const { topology } = production;
  letIn(exporter, redis, 'sentry');
  new ApiObject(exporter, 'config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'exporter' },
    data: {
      ...storeData(topology.stores),
      release: tag(topology.release),
      redis: redis.service === undefined ? '' : serviceAddress(redis.service),
      clients: topology.components
        .filter(({ name }) => name === redis.name)
        .map(clients)
        .join(),
      alone: lines(topology.components.filter(({ role }) => isAlone(role)).map(({ name }) => name)),
      groups: consumerGroups(topology),
      partitions: partitions(topology.topics),
    },
  });
  app.synth();
} catch (error) {
  // What its user can mend is told in lines, without a stack trace.
  if (!(error instanceof UserError)) throw error;
  for (const line of error.lines) console.error(line);
  if (error instanceof SettingsError) console.error('Nothing was written: mend the settings.');
  if (error instanceof UnknownServiceError) console.error('Nothing was written: this release needs a newer cdk8s-sentry.');
  process.exitCode = error.exitCode;
}
