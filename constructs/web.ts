// Sentry's web server: pages and API.
import { Construct } from 'constructs';
import type { Settings } from '../settings/schema';
import type { Component } from '../topology/topology';
import { geoipVolume } from './geoip';
import type { Instance } from './kubernetes/instance';
import { Workload } from './kubernetes/workload';
import type { SentryRuntime } from './runtime/sentry';

export interface WebProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly sentry: SentryRuntime;
  readonly geoip?: Settings['geoip'];
}

/** Sentry's web server: the interface and its API, behind the internal door. */
export class Web extends Construct {
  constructor(scope: Construct, id: string, { instance, components, sentry, geoip }: WebProps) {
    super(scope, id);
    for (const component of components) {
      new Workload(this, component.name, { instance, component, ...sentry.pod(component), volumes: geoipVolume(geoip) });
    }
  }
}
