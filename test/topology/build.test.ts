// What settings make of components, and what components connect to.
import { knownReleases, loadRelease } from '../../releases/load';
import type { SentryProps } from '../../settings/props';
import { settingsSchema } from '../../settings/schema';
import { buildTopology } from '../../topology/build';
import { UnknownServiceError } from '../../topology/service';

const release = loadRelease(knownReleases()[0] ?? '');
const settings = (own: Partial<SentryProps> = {}) =>
  settingsSchema.parse({ url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' }, ...own });

const component = (name: string, own?: Partial<SentryProps>) => {
  const found = buildTopology(settings(own), release).components.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} does not run`);
  return found;
};

test('a component has what its size says', () => {
  expect(component('web')).toMatchObject({
    replicas: 1,
    resources: { cpu: '300m', memory: '704Mi', memoryLimit: '2Gi' },
    workers: 2,
    env: {},
  });
  expect(component('web', { size: 'medium' })).toMatchObject({
    replicas: 2,
    resources: { cpu: '500m', memory: '1Gi', memoryLimit: '3Gi' },
    workers: 3,
  });
});

test('each setting of a component replaces its part alone', () => {
  const own = {
    replicas: 3,
    resources: { requests: { cpu: '2' }, limits: { memory: '4Gi' } },
    env: { A: 'b' },
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'sentry' }],
  };
  expect(component('web', { components: { web: own } })).toMatchObject({
    replicas: 3,
    resources: { cpu: '2', memory: '704Mi', memoryLimit: '4Gi' },
    env: { A: 'b' },
    placement: { nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'sentry' }] },
  });
});

test('storage is the role’s or the user’s, of the class that the user names', () => {
  expect(component('web').storage).toBeUndefined();
  expect(component('kafka').storage).toEqual({ size: '20Gi', className: undefined });
  const own = { kubernetes: { storageClassName: 'fast' }, components: { kafka: { resources: { storage: '100Gi' } } } };
  expect(component('kafka', own).storage).toEqual({ size: '100Gi', className: 'fast' });
  expect(component('redis', own).storage).toEqual({ size: '5Gi', className: 'fast' });
});

test('a heap is half of the limit, for what runs in a JVM', () => {
  expect(component('kafka').heapMebibytes).toBe(768);
  expect(component('kafka', { components: { kafka: { resources: { limits: { memory: '3000000k' } } } } }).heapMebibytes).toBe(1430);
  expect(component('redis').heapMebibytes).toBeUndefined();
});

test('an image of one architecture says where its component may run, and so does one with the same image', () => {
  const launchpad = component('launchpad-taskworker', { profile: 'feature-complete' });
  expect(launchpad.placement.architecture).toBe('amd64');
  expect(component('web').placement.architecture).toBeUndefined();
  const amd64 = { ...release, images: { ...release.images, nginx: { architectures: ['amd64'] } } };
  const { components } = buildTopology(settings(), amd64);
  expect(components.filter(({ placement }) => placement.architecture === 'amd64').map(({ name }) => name)).toEqual(['nginx', 'edge']);
});

test('components connect to the hosts of their peers, and wait for those that they cannot start without', () => {
  const { outbound } = component('web');
  expect(outbound.map(({ host, number, awaited }) => `${host}:${number}${awaited ? ' awaited' : ''}`)).toEqual([
    'sentry-pgbouncer:5432 awaited',
    'sentry-redis:6379 awaited',
    'sentry-kafka:9092 awaited',
    'sentry-memcached:11211',
    'sentry-seaweedfs:8333 awaited',
    'sentry-snuba-api:1218',
    'sentry-symbolicator:3021',
  ]);
});

test.each([
  ['memcached', 'memcached'],
  ['pgbouncer', 'postgres-pool'],
  ['nginx', 'nginx'],
])('a release without %s is refused by what it lacks', (service, role) => {
  const { [service]: _service, ...services } = release.services;
  const build = () => buildTopology(settings(), { ...release, services });
  expect(build).toThrow(UnknownServiceError);
  expect(build).toThrow(`release ${release.version} has no service of role ${role}`);
});
