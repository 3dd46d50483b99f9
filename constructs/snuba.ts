// Snuba's API, consumers and subscriptions.
import { Construct } from 'constructs';
import type { Component } from '../topology/topology';
import type { Instance } from './kubernetes/instance';
import { Workload } from './kubernetes/workload';
import type { SnubaRuntime } from './runtime/snuba';

export interface SnubaProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly snuba: SnubaRuntime;
}

/** Snuba's query API, its consumers that write to ClickHouse, and the schedulers of alert subscriptions. */
export class Snuba extends Construct {
  constructor(scope: Construct, id: string, { instance, components, snuba }: SnubaProps) {
    super(scope, id);
    for (const component of components) new Workload(this, component.name, { instance, component, ...snuba.pod(component) });
  }
}
