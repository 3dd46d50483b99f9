import { Construct } from 'constructs';
import { type Component, endpoint, type Topology } from '../../topology/topology';
import { secretOf } from '../kubernetes/environment';
import type { Files } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import type { PodProps } from '../kubernetes/pod';
import { storeAddresses, waitForTcp } from '../kubernetes/waits';
import { Workload } from '../kubernetes/workload';

export interface StoreProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly storageClassName?: string;
}

export interface PostgresProps extends StoreProps {
  readonly gate: Files;
}

/** PostgreSQL and PgBouncer before it, where upstream has it. Upstream trusts every client; here a password is asked for. */
export class Postgres extends Construct {
  constructor(scope: Construct, id: string, props: PostgresProps) {
    super(scope, id);
    const { instance, components, storageClassName } = props;
    for (const component of components) {
      const pod = component.role.name === 'postgres' ? this.server(props) : this.pool(props, component);
      new Workload(this, component.name, { instance, component, storageClassName, ...pod });
    }
  }

  private server({ instance }: PostgresProps): PodProps {
    return {
      environment: {
        POSTGRES_PASSWORD: secretOf(instance, 'postgres', 'password'),
        // The root of a volume may hold lost+found, which initdb refuses.
        PGDATA: '/var/lib/postgresql/data/pgdata',
      },
      omit: ['POSTGRES_HOST_AUTH_METHOD'],
    };
  }

  private pool({ instance, topology, gate }: PostgresProps, component: Component): PodProps {
    const { host } = endpoint(topology, 'postgres');
    return {
      environment: { DB_HOST: host, DB_PASSWORD: secretOf(instance, 'postgres', 'password'), AUTH_TYPE: 'scram-sha-256' },
      ...waitForTcp(topology, gate, storeAddresses(instance, topology, component)),
    };
  }
}
