// Sentry's Kafka consumers.
import { Construct } from 'constructs';
import type { Component } from '../topology/topology';
import type { Instance } from './kubernetes/instance';
import { Workload } from './kubernetes/workload';
import type { SentryRuntime } from './runtime/sentry';

export interface IngestProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly sentry: SentryRuntime;
}

/** Sentry's Kafka consumers: `sentry run consumer …`, one Deployment each. */
export class Ingest extends Construct {
  constructor(scope: Construct, id: string, { instance, components, sentry }: IngestProps) {
    super(scope, id);
    for (const component of components) new Workload(this, component.name, { instance, component, ...sentry.pod(component) });
  }
}
