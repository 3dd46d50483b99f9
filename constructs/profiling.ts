import { Construct } from 'constructs';
import type { Component, Topology } from '../topology/topology';
import { secretOf } from './kubernetes/environment';
import type { Files } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { storeAddresses, waitForTcp } from './kubernetes/waits';
import { Workload } from './kubernetes/workload';

export interface ProfilingProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly gate: Files;
}

/** Vroom: processes profiles and keeps them in the object store. */
export class Profiling extends Construct {
  constructor(scope: Construct, id: string, { instance, components, topology, gate }: ProfilingProps) {
    super(scope, id);
    for (const component of components) {
      new Workload(this, component.name, {
        instance,
        component,
        environment: {
          AWS_ACCESS_KEY: secretOf(instance, 'object-store', 'access-key-id'),
          AWS_SECRET_KEY: secretOf(instance, 'object-store', 'secret-access-key'),
        },
        ...waitForTcp(topology, gate, storeAddresses(instance, topology, component)),
      });
    }
  }
}
