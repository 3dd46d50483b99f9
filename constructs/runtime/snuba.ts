import type { Construct } from 'constructs';
import { bySchema, type Component, endpoint, type Topology } from '../../topology/topology';
import { type Environment, type SharedEnvironment, secretOf, sharedEnvironment } from '../kubernetes/environment';
import type { Files } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import type { PodProps } from '../kubernetes/pod';
import { storeAddresses, waitForSchema } from '../kubernetes/waits';

/** What every container that runs `snuba` has in common. */
export interface SnubaRuntime {
  readonly environment: Environment;
  readonly shared: SharedEnvironment;
  /** Environment and the wait for the schema, for the pod of one component. */
  readonly pod: (component: Component) => PodProps;
}

/** Address and password of ClickHouse, as Snuba and the gate read them. */
export const clickhouseEnvironment = (instance: Instance, topology: Topology): Environment => {
  const native = endpoint(topology, 'clickhouse', 'native');
  const http = endpoint(topology, 'clickhouse', 'http');
  return {
    CLICKHOUSE_HOST: native.host,
    CLICKHOUSE_PORT: `${native.port}`,
    CLICKHOUSE_HTTP_PORT: `${http.port}`,
    CLICKHOUSE_USER: 'default',
    CLICKHOUSE_PASSWORD: secretOf(instance, 'clickhouse', 'password'),
  };
};

export interface SnubaRuntimeProps {
  readonly instance: Instance;
  readonly topology: Topology;
  readonly retentionDays: number;
  readonly gate: Files;
}

export const snubaRuntime = (scope: Construct, { instance, topology, retentionDays, gate }: SnubaRuntimeProps): SnubaRuntime => {
  const clickhouse = clickhouseEnvironment(instance, topology);
  const environment: Environment = {
    SENTRY_EVENT_RETENTION_DAYS: `${retentionDays}`,
    REDIS_PASSWORD: secretOf(instance, 'redis', 'password'),
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
      ...waitForSchema(
        component,
        gate,
        'clickhouse',
        { ...clickhouse, SCHEMA_RELEASE: topology.release.version },
        storeAddresses(instance, topology, component),
      ),
    }),
  };
};
