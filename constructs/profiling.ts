// Vroom, which turns profiles into what Sentry shows.
import { Construct } from 'constructs';
import type { Component, Topology } from '../topology/topology';
import type { Files } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { waitForStores } from './kubernetes/waits';
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
    const { accessKeyId, secretAccessKey } = topology.stores.objectStore;
    for (const component of components) {
      new Workload(this, component.name, {
        instance,
        component,
        environment: { AWS_ACCESS_KEY: accessKeyId, AWS_SECRET_KEY: secretAccessKey },
        ...waitForStores(topology, gate, component),
      });
    }
  }
}
