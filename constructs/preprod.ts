// Launchpad, which analyses mobile builds.
import { Construct } from 'constructs';
import type { Component, Topology } from '../topology/topology';
import { secretOf } from './kubernetes/environment';
import type { Files } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { waitForStores } from './kubernetes/waits';
import { Workload } from './kubernetes/workload';

export interface PreprodProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly gate: Files;
}

/** Launchpad: analyses mobile builds before they are released. Its image is for amd64 alone. */
export class Preprod extends Construct {
  constructor(scope: Construct, id: string, { instance, components, topology, gate }: PreprodProps) {
    super(scope, id);
    for (const component of components) {
      new Workload(this, component.name, {
        instance,
        component,
        environment: { LAUNCHPAD_RPC_SHARED_SECRET: secretOf(instance, 'launchpad', 'rpc-shared-secret') },
        ...waitForStores(topology, gate, component),
      });
    }
  }
}
