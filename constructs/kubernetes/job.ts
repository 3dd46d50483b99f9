// Programs that end: a Job, and a CronJob.
import { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import type { Manifest } from 'manifest-review/manifests';
import type { Component } from '../../topology/topology';
import { contentHash } from './hash';
import { type Instance, metadata } from './instance';
import * as k8s from './k8s';
import { networkPolicy } from './network';
import { KubernetesObject } from './object';
import { type PodProps, podTemplate, smallResources } from './pod';
import { containerSecurity } from './security';

export interface JobProps extends PodProps {
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

const template = ({ instance, component, sidecars: _sidecars, initContainers = [], ...props }: JobProps): k8s.PodTemplateSpec => {
  const [first] = initContainers;
  const { metadata: meta, spec } = podTemplate(instance, component, {
    ...props,
    initContainers: first === undefined ? [] : [announce(first), ...initContainers],
  });
  return { metadata: meta, spec: { containers: [], ...spec, restartPolicy: 'OnFailure' } };
};

/** A Job's template is immutable, so its name ends in a hash of its spec as it is written, patches included. */
class JobObject extends KubernetesObject<k8s.KubeJobProps> {
  override toJson(): Manifest {
    const job = super.toJson();
    return { ...job, metadata: { ...job.metadata, name: `${job.metadata.name}-${contentHash(job.spec)}` } };
  }
}

/** A Job that ends in a hash of its own content; with its NetworkPolicy. */
export class Job extends Construct {
  constructor(scope: Construct, id: string, props: JobProps) {
    super(scope, id);
    const { instance, component } = props;
    const spec: k8s.JobSpec = { backoffLimit, template: template(props) };
    const job = new JobObject(this, 'job', k8s.KubeJob, { metadata: metadata(instance, component.name), spec });
    for (const [index, { name }] of (spec.template.spec?.initContainers ?? []).entries()) {
      if (props.sidecars?.includes(name))
        job.addJsonPatch(JsonPatch.add(`/spec/template/spec/initContainers/${index}/restartPolicy`, 'Always'));
    }
    networkPolicy(this, instance, component);
  }
}

export interface CronJobProps extends JobProps {
  /** Cron, in UTC. */
  readonly schedule: string;
}

/** A CronJob of which never two run at once; with its NetworkPolicy. */
export class CronJob extends Construct {
  constructor(scope: Construct, id: string, props: CronJobProps) {
    super(scope, id);
    const { instance, component, schedule } = props;
    new KubernetesObject(this, 'cronjob', k8s.KubeCronJob, {
      metadata: metadata(instance, component.name),
      spec: {
        schedule,
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        // A run that a busy or absent controller missed is made up for within the hour.
        startingDeadlineSeconds: 3600,
        // A loss of power starts each of its containers again, and each counts as a failure.
        jobTemplate: { spec: { backoffLimit: 6, template: template(props) } },
      },
    });
    networkPolicy(this, instance, component);
  }
}
