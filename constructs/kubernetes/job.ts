import { JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Component } from '../../topology/topology';
import { contentHash } from './hash';
import { type Instance, metadata, objectName } from './instance';
import { networkPolicy } from './network';
import { type PodProps, podTemplate, smallResources } from './pod';
import { containerSecurity } from './security';
import { wire } from './wire';

export interface TaskProps extends PodProps {
  readonly instance: Instance;
  readonly component: Component;
  /** Names of init containers that go on running beside those after them (native sidecars, Kubernetes 1.29). */
  readonly sidecars?: readonly string[];
}

// The pod stays, so that its log tells what failed; the wait between tries grows to five minutes.
const backoffLimit = 20;

/**
 * Ends at once. After a loss of power the kubelet runs init containers again, and says nothing of the pod, its new address neither,
 * until the first of them has ended once more (checkContainerStateTransition, for all pods that are not to run for ever). Where
 * policies go by a pod's address as its status has it, a first one that waits for a store would wait for ever.
 */
const announce = ({ image }: k8s.Container): k8s.Container => ({
  name: 'announce',
  image,
  command: ['sh', '-c', ':'],
  resources: smallResources('32Mi'),
  securityContext: containerSecurity({}),
});

const template = ({ instance, component, sidecars = [], initContainers = [], ...props }: TaskProps): k8s.PodTemplateSpec => {
  const [first] = initContainers;
  const { metadata: meta, spec } = podTemplate(instance, component, {
    ...props,
    initContainers: first === undefined ? [] : [announce(first), ...initContainers],
  });
  return { metadata: meta, spec: { containers: [], ...spec, restartPolicy: 'OnFailure' } };
};

/** A Job that ends in a hash of its own content, since its template is immutable; with its NetworkPolicy. */
export class Task extends Construct {
  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    const { instance, component } = props;
    const spec: k8s.JobSpec = { backoffLimit, template: template(props) };
    const hash = contentHash([spec, props.sidecars ?? []]);
    const job = new k8s.KubeJob(this, 'job', {
      metadata: metadata(instance, component.name, `${objectName(instance, component.name)}-${hash}`),
      spec,
    });
    for (const [index, { name }] of (spec.template.spec?.initContainers ?? []).entries()) {
      if (props.sidecars?.includes(name)) wire(job, JsonPatch.add(`/spec/template/spec/initContainers/${index}/restartPolicy`, 'Always'));
    }
    networkPolicy(this, instance, component);
  }
}

export interface ScheduledTaskProps extends TaskProps {
  /** Cron, in UTC. */
  readonly schedule: string;
}

/** A CronJob of which never two run at once; with its NetworkPolicy. */
export class ScheduledTask extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(scope, id);
    const { instance, component, schedule } = props;
    new k8s.KubeCronJob(this, 'cronjob', {
      metadata: metadata(instance, component.name),
      spec: {
        schedule,
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        // A run that a busy or absent controller missed is made up for within the hour.
        startingDeadlineSeconds: 3600,
        jobTemplate: { spec: { backoffLimit: 2, template: template(props) } },
      },
    });
    networkPolicy(this, instance, component);
  }
}
