// Symbolicator and what cleans its cache.
import { Construct } from 'constructs';
import type { Component } from '../topology/topology';
import { configMap, file } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { container, writableMounts } from './kubernetes/pod';
import { Workload } from './kubernetes/workload';

export interface SymbolicatorProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly retentionDays: number;
}

// Symbolicator's own default for derived files; retention can only shorten it.
const maxUnusedDays = 7;

/** Symbolicator and, beside it in the same pod, the process that cleans its cache: no volume is shared between pods. */
export class Symbolicator extends Construct {
  constructor(scope: Construct, id: string, { instance, components, retentionDays }: SymbolicatorProps) {
    super(scope, id);
    const environment = { SYMBOLICATOR_MAX_UNUSED_FOR: `${Math.min(retentionDays, maxUnusedDays)}d` };
    for (const component of components) {
      if (typeof component.role.runs === 'object') continue;
      const mounts = [
        { files: configMap(this, instance, component.name, { 'config.yml': file('symbolicator/config.yml') }), path: '/etc/symbolicator' },
      ];
      const sidecars = components.filter(
        ({ role }) => typeof role.runs === 'object' && 'sidecarOf' in role.runs && role.runs.sidecarOf === component.role.name,
      );
      new Workload(this, component.name, {
        instance,
        component,
        environment,
        mounts,
        containers: sidecars.map((sidecar) => {
          const beside = container({ ...sidecar, env: { ...component.env, ...sidecar.env } }, { environment, mounts });
          return { ...beside, volumeMounts: [...writableMounts(component), ...(beside.volumeMounts ?? [])] };
        }),
      });
    }
  }
}
