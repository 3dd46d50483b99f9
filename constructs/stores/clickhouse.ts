// ClickHouse, with our files beside the image's own.
import { Construct } from 'constructs';
import type { Stores } from '../../topology/stores';
import { configMap, file } from '../kubernetes/files';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './store';

export interface ClickHouseProps extends StoreProps {
  readonly store: Stores['clickhouse'];
}

/** ClickHouse, one server. Its files stand beside those of the image, which make it listen at all. */
export class ClickHouse extends Construct {
  constructor(scope: Construct, id: string, { instance, components, store }: ClickHouseProps) {
    super(scope, id);
    for (const component of components) {
      const files = configMap(this, instance, component.name, {
        'config.xml': file('clickhouse/config.xml'),
        'users.xml': file('clickhouse/users.xml'),
      });
      new Workload(this, component.name, {
        instance,
        component,
        environment: {
          CLICKHOUSE_PASSWORD: store.password,
          // Upstream takes 0.3 of the host's memory; here the limit is the container's and nobody else lives in it.
          MAX_MEMORY_USAGE_RATIO: '0.8',
        },
        mounts: [
          { files, path: '/etc/clickhouse-server/config.d', only: { 'config.xml': 'sentry.xml' }, over: true },
          { files, path: '/etc/clickhouse-server/users.d', only: { 'users.xml': 'default-password.xml' }, over: true },
        ],
      });
    }
  }
}
