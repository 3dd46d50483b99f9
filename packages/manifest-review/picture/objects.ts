import { componentOf, longRunning } from '../manifests/kinds';
import type { Manifest } from '../manifests/manifest';
import type { PodSpec } from '../manifests/pods';
import { list, tree, trees } from '../manifests/tree';

export type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly Requirement[];
}

const fits = ({ key, operator, values = [] }: Requirement, labels: Labels): boolean => {
  const value = labels[key];
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  return operator === 'Exists' ? value !== undefined : operator === 'DoesNotExist' && value === undefined;
};

/** Whether a label selector of Kubernetes selects these labels; an empty one selects all. */
export const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every((requirement) => fits(requirement, labels));

export const labelsOf = (metadata: unknown): Labels =>
  Object.fromEntries(
    Object.entries(tree(tree(metadata)['labels'])).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

export interface Workload {
  readonly component: string;
  readonly manifest: Manifest;
  readonly podLabels: Labels;
  readonly pod: PodSpec;
  readonly job: boolean;
  readonly replicas: number;
  /** Whether it keeps data on a volume of its own. */
  readonly keeps: boolean;
}

/** The pods that an object makes, if it makes any. */
export const workloadOf = (manifest: Manifest): Workload | undefined => {
  const spec = tree(manifest.spec);
  const job = manifest.kind === 'Job' || manifest.kind === 'CronJob';
  if (!job && !longRunning.includes(manifest.kind) && manifest.kind !== 'Pod') return undefined;
  const template =
    manifest.kind === 'Pod'
      ? { metadata: manifest.metadata, spec }
      : tree(manifest.kind === 'CronJob' ? tree(tree(spec['jobTemplate'])['spec'])['template'] : spec['template']);
  const podSpec = tree(template['spec']);
  const containers = trees(podSpec['containers']).map((container) => ({ name: '', image: '', ...container }));
  return {
    component: componentOf(manifest),
    manifest,
    podLabels: labelsOf(template['metadata']),
    pod: { ...podSpec, containers },
    job,
    replicas: typeof spec['replicas'] === 'number' ? spec['replicas'] : 1,
    keeps:
      list(spec['volumeClaimTemplates']).length > 0 ||
      trees(podSpec['volumes']).some((volume) => volume['persistentVolumeClaim'] !== undefined),
  };
};
