import type { Manifest } from './manifest';

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
  }[];
  readonly [field: string]: unknown;
}

export interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly serviceAccountName?: string;
  readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly [field: string]: unknown;
}

interface Templated {
  readonly template?: { readonly spec: PodSpec };
  readonly jobTemplate?: { readonly spec: Templated };
}

/** The pod spec of a workload, none of anything else. */
export const podSpecs = ({ spec }: Manifest): PodSpec[] => {
  const { template, jobTemplate } = (spec ?? {}) as Templated;
  const found = template ?? jobTemplate?.spec.template;
  return found === undefined ? [] : [found.spec];
};
