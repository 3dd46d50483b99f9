import { knownReleases, loadRelease } from '../../releases/load';
import { settingsSchema } from '../../settings/schema';
import { buildTopology } from '../../topology/build';
import { endpoint, findRole, requireRole } from '../../topology/query';
import { notRun, roles } from '../../topology/roles';
import { roleOf, UnknownServiceError } from '../../topology/service';

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
