// Renders of random settings, the same ones for a seed.
import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import type { Manifest } from 'manifest-review/manifests';
import { renderText } from '../../render';
import { SettingsError } from '../../settings/load';

const quantity = (...sizes: string[]) => fc.constantFrom(...sizes);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const patch = (kind: string, name: string, ...operations: object[]) => ({ target: { kind, name }, patch: operations });
const add = (path: string, value: unknown) => ({ op: 'add', path, value });

/** What users patch, fields that cannot change among them. */
const patches = [
  patch('Deployment', 'sentry-web', add('/spec/strategy', { type: 'Recreate' })),
  patch('Deployment', 'sentry-web', add('/spec/template/metadata/annotations/example.com~1a', 'a')),
  patch(
    'Deployment',
    'sentry-relay',
    add('/spec/selector/matchLabels/example.com~1a', 'a'),
    add('/spec/template/metadata/labels/example.com~1a', 'a'),
  ),
  patch('StatefulSet', 'sentry-kafka', add('/spec/podManagementPolicy', 'Parallel')),
  patch('StatefulSet', 'sentry-postgres', add('/spec/updateStrategy', { type: 'OnDelete' })),
  patch('StatefulSet', 'sentry-redis', add('/spec/minReadySeconds', 5)),
  patch('Service', 'sentry-relay', add('/spec/clusterIP', 'None')),
  patch('Service', 'sentry-web', add('/spec/type', 'NodePort')),
  patch('ConfigMap', 'sentry-gate', add('/immutable', true)),
  patch('PersistentVolumeClaim', 'sentry-redis', add('/spec/accessModes/0', 'ReadWriteMany')),
  patch('CronJob', 'sentry-sentry-cleanup', add('/spec/suspend', true)),
  patch('ServiceAccount', 'sentry-web', add('/automountServiceAccountToken', true)),
];

const component = fc.record(
  {
    replicas: fc.integer({ min: 0, max: 3 }),
    resources: fc.record({ requests: fc.record({ cpu: quantity('50m', '0.5', '1'), memory: quantity('256Mi', '1Gi') }) }),
    env: fc.constant({ EXAMPLE: 'a' }),
    nodeSelector: fc.constant({ pool: 'a' }),
  },
  { requiredKeys: [] },
);

const store = (...sizes: string[]) => fc.record({ resources: fc.record({ storage: quantity(...sizes) }) });

const settings = fc.record({
  release: fc.constantFrom('26.5.1', '26.7.2', '26.8.0'),
  profile: fc.constantFrom('errors-only', 'feature-complete'),
  size: fc.constantFrom('small', 'medium'),
  url: fc.constantFrom('https://a.internal.example.com', 'https://b.internal.example.com'),
  ingest: fc.record({ url: fc.constantFrom('https://a.example.com', 'https://b.example.com') }),
  mail: maybe(fc.record({ host: fc.constantFrom('a', 'b'), from: fc.constant('a@example.com') })),
  retention: fc.record({ days: fc.constantFrom(30, 90), vacuum: maybe(fc.constant({ schedule: '0 4 * * 0' })) }),
  kubernetes: fc.record({
    storageClassName: fc.constantFrom('expandable', 'expandable', 'expandable', 'other'),
    clusterDomain: fc.constantFrom('cluster.local', 'a.example.com'),
  }),
  ingress: fc.record({
    className: maybe(fc.constantFrom('traefik', 'other')),
    tlsSecret: maybe(fc.constant('tls')),
    internal: maybe(fc.constant({ className: 'a' })),
  }),
  images: fc.record({ registry: maybe(fc.constant('registry.example.com/a')), pullSecrets: fc.constantFrom([], ['a']) }),
  secrets: fc.record({ provider: fc.constantFrom('generate', 'existing') }),
  geoip: maybe(fc.constant({ claim: 'geoip' })),
  topics: fc.constantFrom({}, { 'ingest-events': { partitions: 3 } }),
  components: fc.record(
    {
      web: component,
      relay: component,
      'events-consumer': component,
      taskworker: component,
      redis: store('5Gi', '10Gi'),
      postgres: store('20Gi', '40Gi'),
      kafka: store('10Gi', '20Gi'),
    },
    { requiredKeys: [] },
  ),
  patches: fc.subarray(patches, { maxLength: 3 }),
});

/** Renders of that many valid configurations, always the same ones for a seed. */
export const randomRenders = (count: number, seed: number): Manifest[][] => {
  const found: Manifest[][] = [];
  for (const sample of fc.sample(settings, { seed, numRuns: count * 4 })) {
    if (found.length === count) break;
    try {
      const text = dump(JSON.parse(JSON.stringify(sample)));
      found.push([...renderText(text, 'sentry.yaml').manifests.values()].flat());
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
    }
  }
  if (found.length < count) throw new Error(`only ${found.length} of ${count} configurations are valid`);
  return found;
};

/** That many pairs of different numbers below `count`, always the same ones for a seed. */
export const randomPairs = (pairs: number, count: number, seed: number): (readonly [number, number])[] =>
  fc.sample(
    fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).filter(([a, b]) => a !== b),
    { seed, numRuns: pairs },
  );
