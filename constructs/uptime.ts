import { Construct } from 'constructs';
import { type Component, endpoint, type Topology } from '../topology/topology';
import { secretOf } from './kubernetes/environment';
import type { Files } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { storeAddresses, waitForTcp } from './kubernetes/waits';
import { Workload } from './kubernetes/workload';

export interface UptimeProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly gate: Files;
}

/** The checker that runs uptime checks and puts their results on Kafka. */
export class Uptime extends Construct {
  constructor(scope: Construct, id: string, { instance, components, topology, gate }: UptimeProps) {
    super(scope, id);
    const redis = endpoint(topology, 'redis');
    for (const component of components) {
      new Workload(this, component.name, {
        instance,
        component,
        environment: {
          REDIS_PASSWORD: secretOf(instance, 'redis', 'password'),
          UPTIME_CHECKER_REDIS_HOST: `redis://:$(REDIS_PASSWORD)@${redis.host}:${redis.port}`,
        },
        ...waitForTcp(topology, gate, storeAddresses(instance, topology, component)),
      });
    }
  }
}
