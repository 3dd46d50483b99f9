// PostgreSQL and its pool.
import { Construct } from 'constructs';
import type { Component, Topology } from '../../topology/topology';
import type { Files } from '../kubernetes/files';
import type { PodProps } from '../kubernetes/pod';
import { waitForStores } from '../kubernetes/waits';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './store';

export interface PostgresProps extends StoreProps {
  readonly topology: Topology;
  readonly gate: Files;
}

/** PostgreSQL and PgBouncer before it, where upstream has it. Upstream trusts every client; here a password is asked for. */
export class Postgres extends Construct {
  constructor(scope: Construct, id: string, props: PostgresProps) {
    super(scope, id);
    const { instance, components } = props;
    for (const component of components) {
      const pod = component.role.name === 'postgres' ? this.server(props) : this.pool(props, component);
      new Workload(this, component.name, { instance, component, ...pod });
    }
  }

  private server({ topology }: PostgresProps): PodProps {
    return {
      environment: {
        POSTGRES_PASSWORD: topology.stores.postgres.password,
        // The root of a volume may hold lost+found, which initdb refuses.
        PGDATA: '/var/lib/postgresql/data/pgdata',
      },
      omit: ['POSTGRES_HOST_AUTH_METHOD'],
    };
  }

  private pool({ topology, gate }: PostgresProps, component: Component): PodProps {
    const { server, database, user, password } = topology.stores.postgres;
    return {
      environment: {
        DB_HOST: server.host,
        // Without it the image takes 5432.
        ...(server.port === 5432 ? {} : { DB_PORT: `${server.port}` }),
        DB_USER: user,
        DB_NAME: database,
        DB_PASSWORD: password,
        AUTH_TYPE: 'scram-sha-256',
        ...(server.tls === undefined ? {} : { SERVER_TLS_SSLMODE: server.tls }),
      },
      // Its own, of Alpine, so that another nginx rolls no PgBouncer.
      ...waitForStores(topology, gate, component, component.image),
    };
  }
}
