// The pods of each component, as the picture shows them.
import { componentOf, list, type Manifest, type Pods, podKinds, podsOf, trees } from '../manifests';

/** Pods that run for a component. */
export interface ComponentPods extends Pods {
  readonly component: string;
  readonly job: boolean;
  readonly replicas: number;
  /** Whether they keep data on a volume of their own. */
  readonly keeps: boolean;
}

/** The pods that an object runs, if it runs any. */
export const componentPodsOf = (manifest: Manifest): ComponentPods | undefined => {
  const pods = podKinds.includes(manifest.kind) ? podsOf(manifest) : undefined;
  if (pods === undefined) return undefined;
  const { replicas, volumeClaimTemplates } = Object(manifest.spec) as { replicas?: unknown; volumeClaimTemplates?: unknown };
  return {
    ...pods,
    component: componentOf(manifest),
    job: manifest.kind === 'Job' || manifest.kind === 'CronJob',
    replicas: typeof replicas === 'number' ? replicas : 1,
    keeps:
      list(volumeClaimTemplates).length > 0 || trees(pods.spec['volumes']).some((volume) => volume['persistentVolumeClaim'] !== undefined),
  };
};
