// Every service of every release has one role, and every role is whole.
import { quantityNumber } from 'manifest-review/manifests';
import { knownReleases, loadRelease } from '../../releases/load';
import { settingsSchema } from '../../settings/schema';
import { buildTopology } from '../../topology/build';
import { endpoint, findRole, requireRole } from '../../topology/query';
import { notRun, roles } from '../../topology/roles';
import { candidateOf, roleOf, UnknownServiceError } from '../../topology/service';

const settings = (own: object = {}) =>
  settingsSchema.parse({
    url: 'https://sentry.internal.example.com',
    ingest: { url: 'https://sentry.example.com' },
    profile: 'feature-complete',
    ...own,
  });

test('a service is known by its image and arguments, whatever its name', () => {
  const release = loadRelease(knownReleases()[0] ?? '');
  const renamed = {
    ...release,
    services: Object.fromEntries(Object.entries(release.services).map(([name, service]) => [`x-${name}`, service])),
  };
  const rolesOf = (of: typeof release) =>
    buildTopology(settings(), of)
      .components.filter(({ service }) => service !== undefined)
      .map(({ name, role }) => [name.replace(/^x-/, ''), role.name]);
  expect(rolesOf(renamed)).toEqual(rolesOf(release));
});

describe.each(knownReleases())('release %s', (version) => {
  const release = loadRelease(version);

  test('each service is of one role alone', () => {
    const several = Object.entries(release.services).flatMap(([name, { image, command = [] }]) => {
      const found = [...roles, ...notRun].filter(
        ({ matches }) => matches?.({ image: image.replace(/^.*\/|[:@].*$/g, ''), argv: command }) === true,
      );
      return found.length === 1 ? [] : [`${name}: ${found.map((role) => role.name).join(', ')}`];
    });
    expect(several).toEqual([]);
  });

  test('each peer is a role that runs, on ports that it has', () => {
    const { components } = buildTopology(settings({ retention: { vacuum: {} } }), release);
    const wrong = components.flatMap(({ role }) =>
      (role.peers ?? []).flatMap((peer) => {
        const to = components.find((component) => component.role.name === peer.role);
        const ports = Object.keys(to?.role.ports ?? {});
        return ports.length > 0 && (peer.ports ?? []).every((port) => ports.includes(port))
          ? []
          : [`${role.name} to ${peer.role} ${peer.ports}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

test('no request is below what was measured', () => {
  // MiB, idle but where said: Snuba 26.x of its source with jemalloc, the stores on a node under 100 writes a second for a minute.
  const measured: Readonly<Record<string, number>> = {
    'snuba-api': 523,
    'snuba-outcomes-consumer': 230,
    'snuba-group-attributes-consumer': 442,
    'snuba-replacer': 253,
    'snuba-subscription-consumer-events': 253,
    seaweedfs: 308,
    kafka: 505,
    postgres: 42,
    redis: 13,
    memcached: 10,
    pgbouncer: 2,
    nginx: 4,
    edge: 9,
  };
  const { components } = buildTopology(settings(), loadRelease(knownReleases()[0] ?? ''));
  const request = (name: string): number =>
    Number(quantityNumber(components.find((component) => component.name === name)?.resources.memory ?? '')) / 2 ** 20;
  expect(Object.entries(measured).filter(([name, most]) => !(request(name) >= most))).toEqual([]);
});

test('what no component is, or no port, is told', () => {
  const topology = buildTopology(settings({ profile: 'errors-only' }), loadRelease(knownReleases()[0] ?? ''));
  expect(endpoint(topology, 'web')).toEqual({ host: 'sentry-web', port: 9000 });
  expect(findRole(topology, 'vroom')).toBeUndefined();
  expect(() => requireRole(topology, 'vroom')).toThrow('nothing of role vroom runs');
  expect(() => endpoint(topology, 'web', 'none')).toThrow('role web has no port none');
});

describe('a release without a service that every instance needs', () => {
  const release = loadRelease(knownReleases()[0] ?? '');
  const without = (role: string) => ({
    ...release,
    services: Object.fromEntries(Object.entries(release.services).filter(([name, service]) => roleOf(name, service).name !== role)),
  });

  test.each([
    'web',
    'relay',
    'nginx',
    'snuba-api',
    'symbolicator',
    'postgres',
    'postgres-pool',
    'redis',
    'kafka',
    'clickhouse',
    'memcached',
    'object-store',
  ])('stops the render: %s', (role) => {
    expect(() => buildTopology(settings(), without(role))).toThrow(
      new UnknownServiceError(`release ${release.version} has no service of role ${role}`),
    );
  });

  test('and none that only some do', () => expect(() => buildTopology(settings(), without('vroom'))).not.toThrow());
});

test('an endpoint is of the port that is named, or the first', () => {
  const topology = buildTopology(settings({ instance: 'a' }), loadRelease(knownReleases()[0] ?? ''));
  expect(endpoint(topology, 'nginx')).toEqual({ host: 'a-nginx', port: 8080 });
  expect(endpoint(topology, 'nginx', 'health')).toEqual({ host: 'a-nginx', port: 8081 });
});

describe.each(roles.map((role) => [role.name, role] as const))(
  'role %s',
  (_name, { runs, scales, health, internet, writes = [], volume, update, ports = {}, sizes, stopSeconds, drainSeconds = 0 }) => {
    const sentence = /^\S.{3,}/;

    test('runs in a way that there is, and scales or says why not', () => {
      if (typeof runs === 'object') expect(roles.map(({ name }) => name)).toContain(runs.sidecarOf);
      else expect(['deployment', 'statefulset', 'job', 'cronjob']).toContain(runs);
      if (typeof scales === 'object') expect(scales.alone).toMatch(sentence);
      else expect(['free', 'partitions']).toContain(scales);
      expect([undefined, 'surge', 'replace']).toContain(update);
    });

    test('is probed at ports that it has, or says why not', () => {
      expect(['probes', 'heartbeat', 'none']).toContain(health.kind);
      if (health.kind === 'none') expect(health.reason).toMatch(sentence);
      const checks = health.kind === 'probes' ? [health.live, ...(health.ready === undefined ? [] : [health.ready])] : [];
      const probed = checks.flatMap((check) =>
        'http' in check ? [check.port] : 'tcp' in check ? [check.tcp] : 'grpc' in check ? [check.grpc] : [],
      );
      expect(probed.filter((port) => !(port in ports))).toEqual([]);
      for (const name of Object.keys(ports)) expect(name).toMatch(/^[a-z][a-z0-9-]{0,14}$/);
    });

    test('says why it reaches the internet, what it writes and what bounds that', () => {
      if (internet !== undefined) expect(internet).toMatch(sentence);
      for (const { path, what, boundedBy } of [...writes, ...(volume === undefined ? [] : [volume])]) {
        expect(path).toMatch(/^\/[a-z]/);
        expect(what).toMatch(sentence);
        expect(boundedBy).toMatch(sentence);
      }
    });

    test('asks for less memory than it may take, and medium for no less than small', () => {
      const [small, medium] = [sizes.small, sizes.medium].map(({ cpu, memory, memoryLimit, replicas = 1 }) =>
        [cpu, memory, memoryLimit, `${replicas}`].map((each) => quantityNumber(each) ?? Number.NaN),
      );
      for (const [, memory = Number.NaN, limit = Number.NaN] of [small ?? [], medium ?? []]) expect(memory).toBeLessThanOrEqual(limit);
      for (const [index, amount] of (small ?? []).entries()) expect(amount).toBeLessThanOrEqual(medium?.[index] ?? Number.NaN);
      expect(drainSeconds).toBeLessThan(stopSeconds);
    });
  },
);

describe.each(knownReleases())('a role takes its own services of release %s alone', (version) => {
  const release = loadRelease(version);
  const services = Object.entries(release.services);
  const fits = (image: string, argv: readonly string[]) =>
    [...roles, ...notRun].filter(({ matches }) => matches?.({ image, argv }) === true).map(({ name }) => name);

  test.each(services)('%s: not under another image, nor with another command where the image has several', (name, service) => {
    const { image, argv } = candidateOf(service);
    const own = roleOf(name, service).name;
    expect(fits(image, argv)).toEqual([own]);
    expect(fits('another', argv)).toEqual([]);
    const several =
      new Set(services.filter(([, other]) => candidateOf(other).image === image).map(([each, other]) => roleOf(each, other).name)).size > 1;
    if (several && argv.length > 0) expect(fits(image, ['another', ...argv.slice(1)])).not.toContain(own);
    if (image === 'sentry' && argv[0] === 'run') expect(fits(image, ['run', 'another', ...argv.slice(2)])).not.toContain(own);
  });
});

test.each(['rust-consumers', 'consumer-2', 'myconsumer'])('a command of Snuba that is called like a consumer is none: %s', (command) =>
  expect(roles.filter(({ matches }) => matches?.({ image: 'snuba', argv: [command] }) === true)).toEqual([]),
);
