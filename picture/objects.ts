import type { Manifest } from '../constructs/kubernetes/subsystem-chart';
import type { PodSpec } from '../manifests';

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

/** Any value as an object: manifests of others may hold anything anywhere. */
export const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const records = (value: unknown): Readonly<Record<string, unknown>>[] => list(value).map(record);

export const labelsOf = (metadata: unknown): Labels =>
  Object.fromEntries(
    Object.entries(record(record(metadata)['labels'])).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

export const namespaceOf = ({ metadata }: Manifest): string => (typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '');

/** The component that an object belongs to. */
export const componentOf = ({ metadata }: Manifest): string => {
  const labels = labelsOf(metadata);
  return labels['app.kubernetes.io/component'] ?? labels['app.kubernetes.io/name'] ?? metadata.name;
};

const running = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'];

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
  const spec = record(manifest.spec);
  const job = manifest.kind === 'Job' || manifest.kind === 'CronJob';
  if (!job && !running.includes(manifest.kind) && manifest.kind !== 'Pod') return undefined;
  const template =
    manifest.kind === 'Pod'
      ? { metadata: manifest.metadata, spec }
      : record(manifest.kind === 'CronJob' ? record(record(spec['jobTemplate'])['spec'])['template'] : spec['template']);
  const podSpec = record(template['spec']);
  const containers = records(podSpec['containers']).map((container) => ({ name: '', image: '', ...container }));
  return {
    component: componentOf(manifest),
    manifest,
    podLabels: labelsOf(template['metadata']),
    pod: { ...podSpec, containers },
    job,
    replicas: typeof spec['replicas'] === 'number' ? spec['replicas'] : 1,
    keeps:
      list(spec['volumeClaimTemplates']).length > 0 ||
      records(podSpec['volumes']).some((volume) => volume['persistentVolumeClaim'] !== undefined),
  };
};
