// Stores that no component runs: nothing outside the topology asks who does.
import { App, Chart } from 'cdk8s';
import { type Manifest, podSpecs } from 'manifest-review/manifests';
import { addSubsystems } from '../../constructs/subsystems';
import { loadRelease } from '../../releases/load';
import { type Settings, settingsSchema } from '../../settings/schema';
import { buildTopology, connect } from '../../topology/build';
import type { Topology } from '../../topology/topology';

const settings: Settings = settingsSchema.parse({
  url: 'https://sentry.internal.example.com',
  ingest: { url: 'https://sentry.example.com' },
  retention: { vacuum: {} },
});
const embedded = buildTopology(settings, loadRelease('26.8.0'));

const manifestsOf = (topology: Topology): Manifest[] => {
  const app = new App();
  addSubsystems(app, settings, topology);
  return app.node.children.flatMap((chart) => (Chart.isChart(chart) ? chart.toJson() : []));
};

/** Without the components of these roles, and with these stores in their place. */
const outside = (roles: readonly string[], stores: Partial<Topology['stores']>): Topology =>
  connect({
    ...embedded,
    components: embedded.components.filter(({ role }) => !roles.includes(role.name)),
    stores: { ...embedded.stores, ...stores },
  });

const server = { host: 'db.example.com', port: 6432, networks: ['192.0.2.0/24'], tls: 'verify-full' } as const;
const credentials = { database: 'events', user: 'owner', password: { secret: 'our-database', key: 'pass' } };

const containers = (manifests: readonly Manifest[]) =>
  manifests.flatMap((manifest) =>
    podSpecs(manifest).flatMap((pod) =>
      [...(pod.initContainers ?? []), ...pod.containers].map((container) => ({ object: manifest.metadata.name, ...container })),
    ),
  );

const value = (container: ReturnType<typeof containers>[number], name: string): unknown => {
  const variable = container.env?.find((each) => each.name === name);
  return variable?.value ?? variable?.valueFrom?.secretKeyRef;
};

/** Objects in which the pattern is found. */
const naming = (manifests: readonly Manifest[], pattern: RegExp): string[] =>
  manifests.filter((manifest) => pattern.test(JSON.stringify(manifest))).map(({ kind, metadata }) => `${kind} ${metadata.name}`);

interface Egress {
  readonly to?: readonly { readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] } }[];
  readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
}

/** Rules of egress on the server's port, by the name of their policy. */
const rulesToServer = (manifests: readonly Manifest[]): { name: string; rule: Egress }[] =>
  manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap(({ metadata, spec }) =>
      ((spec as { egress?: Egress[] }).egress ?? [])
        .filter(({ ports }) => ports?.some(({ port }) => port === server.port) === true)
        .map((rule) => ({ name: metadata.name, rule })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Names of the objects of components that connect to the role. */
const clients = (role: string): string[] =>
  embedded.components
    .filter(({ outbound }) => outbound.some(({ to }) => embedded.components.some((each) => each.name === to && each.role.name === role)))
    .map(({ name }) => `sentry-${name}`)
    .sort();

const there = { to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ port: 6432, protocol: 'TCP' }] };

describe('a PostgreSQL that no component runs', () => {
  const manifests = manifestsOf(outside(['postgres', 'postgres-pool'], { postgres: { ...server, ...credentials, server } }));

  test('nothing of ours is left of it', () => {
    expect(naming(manifests, /sentry-postgres|sentry-pgbouncer/)).toEqual([]);
    expect(naming(manifestsOf(embedded), /sentry-pgbouncer/)).toContain('Deployment sentry-web');
  });

  test('its address is in the environment, its password comes from its Secret', () => {
    const shared = manifests.find(({ metadata }) => metadata.name === 'sentry-sentry-environment')?.['data'];
    const plain = { POSTGRES_HOST: 'db.example.com', POSTGRES_PORT: '6432', POSTGRES_DB: 'events', POSTGRES_USER: 'owner' };
    expect(shared).toMatchObject({ ...plain, PGSSLMODE: 'verify-full' });
    const passwords = containers(manifests).flatMap((container) => value(container, 'POSTGRES_PASSWORD') ?? []);
    expect(passwords.length).toBeGreaterThan(10);
    for (const password of passwords) expect(password).toEqual({ name: 'our-database', key: 'pass' });
  });

  test('who waited for it before waits for it there', () => {
    const waiting = (all: readonly Manifest[], address: string) =>
      containers(all)
        .filter((container) => JSON.stringify([container.command, container.env]).includes(address))
        .map(({ object }) => object.replace(/-[0-9a-f]{10}$/, ''));
    expect(waiting(manifests, 'db.example.com:6432')).toEqual(waiting(manifestsOf(embedded), 'sentry-pgbouncer:5432'));
    expect(waiting(manifests, 'db.example.com:6432')).toContain('sentry-web');
  });

  test('its clients, and nobody else, may reach it', () => {
    const names = [...clients('postgres-pool'), 'sentry-vacuum'].sort();
    expect(rulesToServer(manifests)).toEqual(names.map((name) => ({ name, rule: there })));
  });

  test('the vacuum asks the server', () => {
    const vacuum = containers(manifests).find(({ name }) => name === 'vacuum');
    expect(vacuum?.args).toEqual(expect.arrayContaining(['--host=db.example.com', '--port=6432', '--username=owner', '--dbname=events']));
    expect(vacuum && value(vacuum, 'PGSSLMODE')).toBe('verify-full');
  });

  test('its Secret is not made', () => {
    const plan = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'sentry-secrets')?.['data'];
    expect(JSON.stringify(plan)).toContain('sentry-redis');
    expect(JSON.stringify(plan)).not.toContain('postgres');
  });

  test('without networks it may be anywhere, but where clouds serve credentials', () => {
    const { networks: _networks, ...anywhere } = server;
    const all = manifestsOf(outside(['postgres', 'postgres-pool'], { postgres: { ...anywhere, ...credentials, server: anywhere } }));
    const [first] = rulesToServer(all);
    expect(first?.rule.to?.map(({ ipBlock }) => ipBlock?.cidr)).toEqual(['0.0.0.0/0', '::/0']);
    expect(first?.rule.to?.[0]?.ipBlock?.except).toContain('169.254.0.0/16');
  });
});

describe('a PostgreSQL that no component runs, behind our pool', () => {
  const topology = outside(['postgres'], { postgres: { ...embedded.stores.postgres, ...credentials, server } });
  const manifests = manifestsOf(topology);

  test('the pool connects to it, everybody else to the pool', () => {
    const pool = containers(manifests).find(({ name }) => name === 'pgbouncer');
    const environment = Object.fromEntries(pool?.env?.map(({ name, value: text }) => [name, text]) ?? []);
    expect(environment).toMatchObject({
      DB_HOST: 'db.example.com',
      DB_PORT: '6432',
      DB_USER: 'owner',
      DB_NAME: 'events',
      SERVER_TLS_SSLMODE: 'verify-full',
    });
    expect(rulesToServer(manifests)).toEqual(['sentry-pgbouncer', 'sentry-vacuum'].map((name) => ({ name, rule: there })));
    expect(naming(manifests, /sentry-postgres(?!-pool)/)).toEqual([]);
  });
});

const elsewhere = { host: 'store.example.com', port: 7777, networks: ['198.51.100.0/24'] };
const secret = { secret: 'ours', key: 'k' };
const stores = embedded.stores;

describe.each<{ name: string; roles: string[]; ours: RegExp; replaced: Partial<Topology['stores']>; kind: keyof Topology['stores'] }>([
  { name: 'redis', kind: 'redis', roles: ['redis'], ours: /sentry-redis/, replaced: { redis: { ...elsewhere, password: secret } } },
  { name: 'kafka', kind: 'kafka', roles: ['kafka'], ours: /sentry-kafka/, replaced: { kafka: elsewhere } },
  {
    name: 'clickhouse',
    kind: 'clickhouse',
    roles: ['clickhouse'],
    ours: /sentry-clickhouse/,
    replaced: { clickhouse: { ...elsewhere, httpPort: 7778, user: 'reader', password: secret } },
  },
  { name: 'memcached', kind: 'memcached', roles: ['memcached'], ours: /sentry-memcached/, replaced: { memcached: elsewhere } },
  {
    name: 'object store',
    kind: 'objectStore',
    roles: ['object-store', 'object-store-admin', 'object-store-worker'],
    ours: /sentry-(seaweedfs|object-store)/,
    replaced: {
      objectStore: { ...elsewhere, url: 'https://store.example.com:7777', region: 'eu-1', accessKeyId: secret, secretAccessKey: secret },
    },
  },
])('a $name that no component runs', ({ roles, ours, replaced, kind }) => {
  const topology = outside(roles, replaced);
  // Upstream's own variables get their host names when the topology is built.
  const manifests = manifestsOf({
    ...topology,
    components: topology.components.map((component) => ({
      ...component,
      environment: Object.fromEntries(
        Object.entries(component.environment).map(([name, text]) => [name, text.replaceAll(stores[kind].host, elsewhere.host)]),
      ),
    })),
  });

  test('nothing of ours is left of it', () => {
    expect(naming(manifestsOf(embedded), ours)).not.toEqual([]);
    expect(naming(manifests, ours)).toEqual([]);
  });

  test('its clients, and nobody else, may reach it', () => {
    const allowed = manifests.filter(
      ({ kind: object, spec }) => object === 'NetworkPolicy' && JSON.stringify(spec).includes('198.51.100.0/24'),
    );
    expect(allowed.map(({ metadata }) => metadata.name).sort()).toEqual(clients(roles[0] ?? '').filter((name) => !ours.test(name)));
  });

  test('who cannot start without waits for it', () => {
    const waiting = containers(manifests).filter(
      (container) => /^wait/.test(container.name) && JSON.stringify(container).includes('store.example.com:7777'),
    );
    expect(waiting.length > 0).toBe(kind !== 'memcached');
  });
});

test('what the instance runs itself is named by its component, and reached on its port', () => {
  const { postgres, objectStore, clickhouse } = embedded.stores;
  expect(postgres).toMatchObject({ host: 'sentry-pgbouncer', port: 5432, component: 'pgbouncer' });
  expect(postgres.server).toEqual({ host: 'sentry-postgres', port: 5432, component: 'postgres' });
  expect(objectStore).toMatchObject({ url: 'http://sentry-seaweedfs:8333', component: 'seaweedfs' });
  expect(clickhouse).toMatchObject({ port: 9000, httpPort: 8123 });
});
