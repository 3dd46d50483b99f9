// Programs that run for ever: a Deployment or StatefulSet with what belongs to it.
import { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import type { Component } from '../../topology/topology';
import { claimSpec } from './claim';
import { type Instance, kept, metadata, objectName, selectorLabels } from './instance';
import * as k8s from './k8s';
import { networkPolicy } from './network';
import { KubernetesObject } from './object';
import { type PodProps, podTemplate } from './pod';

export interface WorkloadProps extends PodProps {
  readonly instance: Instance;
  readonly component: Component;
  /** Whether anyone may connect to the first port. @default - the role's */
  readonly open?: boolean;
}

// New pods wait in their init container until a migration has ended, however long it takes.
const progressDeadlineSeconds = 3600;
const revisionHistoryLimit = 3;

const strategy = ({ role }: Component): k8s.DeploymentStrategy => {
  if (typeof role.scales === 'object') return { type: 'Recreate' };
  const [maxSurge, maxUnavailable] = role.update === 'surge' ? [1, 0] : [0, 1];
  return {
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(maxSurge), maxUnavailable: k8s.IntOrString.fromNumber(maxUnavailable) },
  };
};

/** A component that runs for ever: its Deployment or StatefulSet, Service, NetworkPolicy and PodDisruptionBudget. */
export class Workload extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    const { instance, component } = props;
    const { role } = component;
    if (role.runs === 'statefulset') this.statefulSet(props);
    else this.deployment(props);
    if (role.ports !== undefined) this.service(instance, component);
    networkPolicy(this, instance, component, props.open);
    if (component.replicas > 1) this.disruptionBudget(instance, component);
  }

  private deployment(props: WorkloadProps): void {
    const { instance, component } = props;
    const deployment = new KubernetesObject(this, 'deployment', k8s.KubeDeployment, {
      metadata: metadata(instance, component.name),
      spec: {
        replicas: component.replicas,
        revisionHistoryLimit,
        progressDeadlineSeconds,
        selector: { matchLabels: selectorLabels(instance, component.name) },
        strategy: strategy(component),
        template: podTemplate(instance, component, props),
      },
    });
    const { drainSeconds } = component.role;
    if (drainSeconds !== undefined) {
      // The sleep action needs no shell in the image (Kubernetes 1.30).
      deployment.addJsonPatch(
        JsonPatch.add('/spec/template/spec/containers/0/lifecycle', { preStop: { sleep: { seconds: drainSeconds } } }),
      );
    }
  }

  private statefulSet(props: WorkloadProps): void {
    const { instance, component } = props;
    new KubernetesObject(this, 'statefulset', k8s.KubeStatefulSet, {
      metadata: metadata(instance, component.name),
      spec: {
        serviceName: objectName(instance, component.name),
        // A pod that never became ready is replaced by a corrected template all the same.
        podManagementPolicy: 'Parallel',
        replicas: component.replicas,
        revisionHistoryLimit,
        selector: { matchLabels: selectorLabels(instance, component.name) },
        template: podTemplate(instance, component, { ...props, volumes: [this.volume(props), ...(props.volumes ?? [])] }),
      },
    });
  }

  /** A claim of its own and no volumeClaimTemplate, which is immutable: so a volume grows by applying its new size. */
  private volume({ instance, component }: WorkloadProps) {
    const { role, storage } = component;
    if (role.volume === undefined || storage === undefined) throw new Error(`role ${role.name} runs as a StatefulSet but names no volume`);
    const claim = new KubernetesObject(this, 'volume', k8s.KubePersistentVolumeClaim, {
      metadata: { ...metadata(instance, component.name), annotations: kept },
      spec: claimSpec(storage),
    });
    return { name: 'data', path: role.volume.path, persistentVolumeClaim: { claimName: claim.name } };
  }

  private service(instance: Instance, component: Component): void {
    const { role, inbound } = component;
    const used = Object.entries(role.ports ?? {}).filter(
      ([name], index) => index === 0 || inbound.some((connection) => connection.port === name),
    );
    new KubernetesObject(this, 'service', k8s.KubeService, {
      metadata: metadata(instance, component.name),
      spec: {
        clusterIp: role.runs === 'statefulset' ? 'None' : undefined,
        selector: selectorLabels(instance, component.name),
        ports: used.map(([name, port]) => ({ name, port, targetPort: k8s.IntOrString.fromString(name) })),
      },
    });
  }

  private disruptionBudget(instance: Instance, component: Component): void {
    new KubernetesObject(this, 'disruption-budget', k8s.KubePodDisruptionBudget, {
      metadata: metadata(instance, component.name),
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        selector: { matchLabels: selectorLabels(instance, component.name) },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}
