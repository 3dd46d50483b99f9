// One component of a Sentry, as users of the library reach it.
import type { ApiObject } from 'cdk8s';
import { UserError } from 'manifest-review/manifests';
import { unknownMessage } from '../settings/suggest';
import { requireRole } from '../topology/query';
import type { Topology } from '../topology/topology';
import { type Instance, selectorLabels } from './kubernetes/instance';

/** What other pods of the cluster connect to. */
export interface ComponentService {
  /** `<service>.<namespace>.svc.<cluster domain>` */
  readonly host: string;
  /** TCP ports by name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly object: ApiObject;
}

/** A component that runs. Of one that stands in another's pod, all but the name is that of the pod. */
export interface SentryComponent {
  /** Upstream's service name, or ours: `edge`, `bootstrap`, `secrets`, `vacuum`. */
  readonly name: string;
  /** Its Deployment, StatefulSet, Job or CronJob. */
  readonly workload: ApiObject;
  /** Absent where nothing connects to it. Its NetworkPolicy lets in Sentry's own components alone; policies add up, so one of yours can let in more. */
  readonly service?: ComponentService;
  /** Labels that select its pods and no others, in every release. */
  readonly selector: Readonly<Record<string, string>>;
  /** All of its objects, the workload included. */
  readonly objects: readonly ApiObject[];
}

const workloadKinds = ['Deployment', 'StatefulSet', 'Job', 'CronJob'];

/** Throws UserError that names what was meant, or the profile that does not run it. */
export const componentOf = (
  name: string,
  topology: Topology,
  instance: Pick<Instance, 'name' | 'namespace'> & { readonly clusterDomain: string },
  all: readonly ApiObject[],
): SentryComponent => {
  const found = topology.components.find((component) => component.name === name);
  if (found === undefined) {
    const known = topology.components.map((component) => component.name);
    const elsewhere = Object.hasOwn(topology.release.services, name);
    throw new UserError([elsewhere ? `component "${name}" does not run in this profile` : unknownMessage('component', name, known)]);
  }
  const { runs } = found.role;
  const pod = typeof runs === 'object' ? requireRole(topology, runs.sidecarOf).name : name;
  const objects = all.filter(({ metadata }) => metadata.getLabel('app.kubernetes.io/component') === pod);
  const workload = objects.find(({ kind }) => workloadKinds.includes(kind));
  if (workload === undefined) throw new Error(`component "${name}" has no workload`);
  const service = objects.find(({ kind }) => kind === 'Service');
  return {
    name,
    workload,
    selector: selectorLabels(instance, pod),
    objects,
    ...(service === undefined ? {} : { service: serviceOf(service, instance) }),
  };
};

const serviceOf = (object: ApiObject, { namespace, clusterDomain }: { namespace: string; clusterDomain: string }): ComponentService => {
  const ports: readonly { readonly name: string; readonly port: number }[] = object.toJson().spec.ports;
  return {
    host: `${object.name}.${namespace}.svc.${clusterDomain}`,
    ports: Object.fromEntries(ports.map(({ name, port }) => [name, port])),
    object,
  };
};
