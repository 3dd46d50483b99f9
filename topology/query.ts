// Questions to a topology.
import { nameOf } from './name';
import type { Role } from './role';
import { type Generator, type SecretName, secrets } from './secrets';
import type { Component, Topology } from './topology';

/** The only component of a role, or nothing where the profile does not run one. */
export const findRole = (topology: Topology, role: string): Component | undefined =>
  topology.components.find((component) => component.role.name === role);

/** The only component of a role that every release runs; build.ts has seen to it that one does. */
export const requireRole = (topology: Topology, role: string): Component => {
  const found = findRole(topology, role);
  if (found === undefined) throw new Error(`nothing of role ${role} runs`);
  return found;
};

/** `host:port` of a component's port, the first when unnamed. */
export const endpoint = (topology: Topology, role: string, port?: string): { host: string; port: number } => {
  const component = requireRole(topology, role);
  const ports = component.role.ports ?? {};
  const number = port === undefined ? Object.values(ports)[0] : ports[port];
  if (number === undefined) throw new Error(`role ${role} has no port ${port ?? ''}`);
  return { host: nameOf(topology.instance, component.name), port: number };
};

/** Components that read the schema of a database: all that run `sentry`, or all that run `snuba`. */
export const bySchema = (topology: Topology, database: Role['schema']): Component[] =>
  topology.components.filter(({ role }) => role.schema === database);

const storeSecrets: readonly string[] = ['postgres', 'redis', 'clickhouse', 'object-store'] satisfies readonly SecretName[];

/** The Secrets that this instance has, by the part of their name after `<instance>-`: none for a store whose credentials stand in a Secret of the user's. */
export const ownSecrets = ({ instance, stores }: Topology): Readonly<Record<string, Readonly<Record<string, Generator>>>> => {
  const { postgres, redis, clickhouse, objectStore } = stores;
  const used = [postgres.password, redis.password, clickhouse.password, objectStore.accessKeyId].map(({ secret }) => secret);
  return Object.fromEntries(
    Object.entries(secrets).filter(([name]) => !storeSecrets.includes(name) || used.includes(nameOf(instance, name))),
  );
};
