// Redis or Valkey.
import { Construct } from 'constructs';
import type { Stores } from '../../topology/stores';
import { configMap, file } from '../kubernetes/files';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './store';

export interface RedisProps extends StoreProps {
  readonly store: Stores['redis'];
}

/** Redis or Valkey, whichever the release has: upstream's image and command with a password. */
export class Redis extends Construct {
  constructor(scope: Construct, id: string, { instance, components, store }: RedisProps) {
    super(scope, id);
    for (const component of components) {
      const password = store.password;
      // Upstream's own check, such as `valkey-cli ping | grep PONG`; the client takes the password from REDISCLI_AUTH.
      const [, check = ''] = component.service?.healthcheck?.test ?? [];
      new Workload(this, component.name, {
        instance,
        component,
        command: component.argv?.slice(0, 1),
        args: [...(component.argv ?? []).slice(1), '--requirepass', '$(REDIS_PASSWORD)'],
        environment: { REDIS_PASSWORD: password, REDISCLI_AUTH: password },
        mounts: [
          { files: configMap(this, instance, component.name, { 'redis.conf': file('redis/redis.conf') }), path: '/usr/local/etc/redis' },
        ],
        readinessProbe: { exec: { command: ['sh', '-c', check] }, timeoutSeconds: 5, periodSeconds: 10, failureThreshold: 3 },
      });
    }
  }
}
