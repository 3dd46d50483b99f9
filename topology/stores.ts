// Where data is kept: addresses and credentials, whoever runs the store.
import { nameOf } from './name';
import type { Role } from './role';
import { type SecretReference, secretOf } from './secrets';

/** Where a store listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** The component of the instance that listens there; absent: it runs outside the instance. */
  readonly component?: string;
  /** Outside the instance: CIDRs of its addresses. @default - any address */
  readonly networks?: readonly string[];
}

/** Where a PostgreSQL listens, or the pool before it. */
export interface PostgresAddress extends Address {
  /** `sslmode` of libpq. @default - plain */
  readonly tls?: 'require' | 'verify-ca' | 'verify-full';
}

/** What Sentry and Snuba keep their data in. */
export interface Stores {
  readonly postgres: PostgresAddress & {
    readonly database: string;
    readonly user: string;
    readonly password: SecretReference;
    /** The server itself, behind the pool if there is one: for tools that need a session of their own. */
    readonly server: PostgresAddress;
  };
  readonly redis: Address & { readonly password: SecretReference };
  readonly kafka: Address;
  /** `port` is that of the native protocol. */
  readonly clickhouse: Address & { readonly httpPort: number; readonly user: string; readonly password: SecretReference };
  readonly memcached: Address;
  /** By S3. */
  readonly objectStore: Address & {
    readonly url: string;
    readonly region: string;
    readonly accessKeyId: SecretReference;
    readonly secretAccessKey: SecretReference;
  };
}

/** The role of who runs each store in the instance, and the names of its ports. */
const byRole = ({ postgres, redis, kafka, clickhouse, memcached, objectStore }: Stores): Readonly<Record<string, StorePorts>> => ({
  'postgres-pool': { ...postgres, ports: { postgres: postgres.port } },
  postgres: { ...postgres.server, ports: { postgres: postgres.server.port } },
  redis: { ...redis, ports: { redis: redis.port } },
  kafka: { ...kafka, ports: { kafka: kafka.port } },
  clickhouse: { ...clickhouse, ports: { native: clickhouse.port, http: clickhouse.httpPort } },
  memcached: { ...memcached, ports: { memcache: memcached.port } },
  'object-store': { ...objectStore, ports: { s3: objectStore.port } },
});

type StorePorts = Address & { readonly ports: Readonly<Record<string, number>> };

/** Where the clients of a store's role connect to, by port; nothing for a role that is no store. */
export const storePorts = (stores: Stores, role: string): StorePorts | undefined => byRole(stores)[role];

/** The stores that the instance runs itself. `components` has one of each store's role. */
export const ownStores = (instance: string, components: readonly { readonly name: string; readonly role: Role }[]): Stores => {
  const address = (role: string, port?: string): Address => {
    const component = components.find((candidate) => candidate.role.name === role);
    const ports = component?.role.ports ?? {};
    const number = port === undefined ? Object.values(ports)[0] : ports[port];
    if (component === undefined || number === undefined) throw new Error(`role ${role} is not run, or has no port ${port ?? ''}`);
    return { host: nameOf(instance, component.name), port: number, component: component.name };
  };
  const objectStore = address('object-store', 's3');
  return {
    postgres: {
      ...address('postgres-pool'),
      database: 'postgres',
      user: 'postgres',
      password: secretOf(instance, 'postgres', 'password'),
      server: address('postgres'),
    },
    redis: { ...address('redis'), password: secretOf(instance, 'redis', 'password') },
    kafka: address('kafka'),
    clickhouse: {
      ...address('clickhouse', 'native'),
      httpPort: address('clickhouse', 'http').port,
      user: 'default',
      password: secretOf(instance, 'clickhouse', 'password'),
    },
    memcached: address('memcached'),
    objectStore: {
      ...objectStore,
      url: `http://${objectStore.host}:${objectStore.port}`,
      region: 'us-east-1',
      accessKeyId: secretOf(instance, 'object-store', 'access-key-id'),
      secretAccessKey: secretOf(instance, 'object-store', 'secret-access-key'),
    },
  };
};
