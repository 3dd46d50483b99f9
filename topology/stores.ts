// Where data is kept: addresses and credentials, whoever runs the store.
import { nameOf } from './name';
import type { Role } from './role';
import { type SecretReference, secretOf } from './secrets';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** The component of the instance that listens there; absent: it runs outside the instance. */
  readonly component?: string;
  /** Outside the instance: CIDRs of its addresses. @default - any address */
  readonly networks?: readonly string[];
}

interface PostgresEndpoint extends Endpoint {
  /** `sslmode` of libpq. @default - plain */
  readonly tls?: 'require' | 'verify-ca' | 'verify-full';
}

/** What Sentry and Snuba keep their data in. */
export interface Stores {
  readonly postgres: PostgresEndpoint & {
    readonly database: string;
    readonly user: string;
    readonly password: SecretReference;
    /** The server itself, behind the pool if there is one: for tools that need a session of their own. */
    readonly server: PostgresEndpoint;
  };
  readonly redis: Endpoint & { readonly password: SecretReference };
  readonly kafka: Endpoint;
  /** `port` is that of the native protocol. */
  readonly clickhouse: Endpoint & { readonly httpPort: number; readonly user: string; readonly password: SecretReference };
  readonly memcached: Endpoint;
  /** By S3. */
  readonly objectStore: Endpoint & {
    readonly url: string;
    readonly region: string;
    readonly accessKeyId: SecretReference;
    readonly secretAccessKey: SecretReference;
  };
}

/** The role of who runs each store in the instance, and the names of its ports. */
const endpoints = ({ postgres, redis, kafka, clickhouse, memcached, objectStore }: Stores): Readonly<Record<string, StoreEndpoint>> => ({
  'postgres-pool': { ...postgres, ports: { postgres: postgres.port } },
  postgres: { ...postgres.server, ports: { postgres: postgres.server.port } },
  redis: { ...redis, ports: { redis: redis.port } },
  kafka: { ...kafka, ports: { kafka: kafka.port } },
  clickhouse: { ...clickhouse, ports: { native: clickhouse.port, http: clickhouse.httpPort } },
  memcached: { ...memcached, ports: { memcache: memcached.port } },
  'object-store': { ...objectStore, ports: { s3: objectStore.port } },
});

export type StoreEndpoint = Endpoint & { readonly ports: Readonly<Record<string, number>> };

/** Where the clients of a store's role connect to, by port; nothing for a role that is no store. */
export const storeEndpoint = (stores: Stores, role: string): StoreEndpoint | undefined => endpoints(stores)[role];

/** The stores that the instance runs itself. `components` has one of each store's role. */
export const ownStores = (instance: string, components: readonly { readonly name: string; readonly role: Role }[]): Stores => {
  const endpoint = (role: string, port?: string): Endpoint => {
    const component = components.find((candidate) => candidate.role.name === role);
    const ports = component?.role.ports ?? {};
    const number = port === undefined ? Object.values(ports)[0] : ports[port];
    if (component === undefined || number === undefined) throw new Error(`role ${role} is not run, or has no port ${port ?? ''}`);
    return { host: nameOf(instance, component.name), port: number, component: component.name };
  };
  const objectStore = endpoint('object-store', 's3');
  return {
    postgres: {
      ...endpoint('postgres-pool'),
      database: 'postgres',
      user: 'postgres',
      password: secretOf(instance, 'postgres', 'password'),
      server: endpoint('postgres'),
    },
    redis: { ...endpoint('redis'), password: secretOf(instance, 'redis', 'password') },
    kafka: endpoint('kafka'),
    clickhouse: {
      ...endpoint('clickhouse', 'native'),
      httpPort: endpoint('clickhouse', 'http').port,
      user: 'default',
      password: secretOf(instance, 'clickhouse', 'password'),
    },
    memcached: endpoint('memcached'),
    objectStore: {
      ...objectStore,
      url: `http://${objectStore.host}:${objectStore.port}`,
      region: 'us-east-1',
      accessKeyId: secretOf(instance, 'object-store', 'access-key-id'),
      secretAccessKey: secretOf(instance, 'object-store', 'secret-access-key'),
    },
  };
};
