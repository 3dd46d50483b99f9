// The uptime checker, which asks addresses of the user's.
import { Construct } from 'constructs';
import type { Component, Topology } from '../topology/topology';
import type { Files } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { waitForStores } from './kubernetes/waits';
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
    const { redis } = topology.stores;
    for (const component of components) {
      new Workload(this, component.name, {
        instance,
        component,
        environment: {
          REDIS_PASSWORD: redis.password,
          UPTIME_CHECKER_REDIS_HOST: `redis://:$(REDIS_PASSWORD)@${redis.host}:${redis.port}`,
        },
        ...waitForStores(topology, gate, component),
      });
    }
  }
}
