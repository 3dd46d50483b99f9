// What all containers that run `snuba` share.
import type { Construct } from 'constructs';
import { bySchema } from '../../topology/query';
import type { Stores } from '../../topology/stores';
import type { Component, Topology } from '../../topology/topology';
import { type Environment, type SharedEnvironment, sharedEnvironment } from '../kubernetes/environment';
import type { Files } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import type { PodProps } from '../kubernetes/pod';
import { waitForSchema } from '../kubernetes/waits';

/** What every container that runs `snuba` has in common. */
export interface SnubaRuntime {
  readonly environment: Environment;
  readonly shared: SharedEnvironment;
  /** Environment and the wait for the schema, for the pod of one component. */
  readonly pod: (component: Component) => PodProps;
}

/** Address and password of ClickHouse, as Snuba and the gate read them. */
const clickhouseEnvironment = ({ host, port, httpPort, user, password }: Stores['clickhouse']): Environment => ({
  CLICKHOUSE_HOST: host,
  CLICKHOUSE_PORT: `${port}`,
  CLICKHOUSE_HTTP_PORT: `${httpPort}`,
  CLICKHOUSE_USER: user,
  CLICKHOUSE_PASSWORD: password,
});

export interface SnubaRuntimeProps {
  readonly instance: Instance;
  readonly topology: Topology;
  readonly retentionDays: number;
  readonly gate: Files;
}

export const snubaRuntime = (scope: Construct, { instance, topology, retentionDays, gate }: SnubaRuntimeProps): SnubaRuntime => {
  const clickhouse = clickhouseEnvironment(topology.stores.clickhouse);
  const environment: Environment = {
    SENTRY_EVENT_RETENTION_DAYS: `${retentionDays}`,
    REDIS_PASSWORD: topology.stores.redis.password,
    ...clickhouse,
  };
  const shared = sharedEnvironment(
    scope,
    instance,
    'snuba-environment',
    bySchema(topology, 'clickhouse').map((component) => ({ ...component.environment, ...environment })),
  );
  return {
    environment,
    shared,
    pod: (component) => ({
      environment,
      shared,
      ...waitForSchema(component, gate, 'clickhouse', { ...clickhouse, SCHEMA_RELEASE: topology.release.version }),
    }),
  };
};
