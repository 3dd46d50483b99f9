// What a namespace holds, and what of it is not yet done.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Manifest, PodSpec } from 'manifest-review/manifests';
import { root } from '../../root';
import type { Cluster, Live } from './cluster';
import { type Render, withFault } from './renders';

/** Every kind that a render may hold in a namespace, and that the cluster does not make by itself. */
export const renderedKinds = [
  'ServiceAccount',
  'NetworkPolicy',
  'ConfigMap',
  'Role',
  'RoleBinding',
  'PersistentVolumeClaim',
  'Service',
  'StatefulSet',
  'Deployment',
  'Job',
  'CronJob',
  'PodDisruptionBudget',
  'Ingress',
] as const;

/** Kinds of crds/ that a render may hold: every control plane here knows them, another cluster may not. */
export const customKinds = ['HTTPRoute', 'ReferenceGrant', 'Certificate'] as const;

export const id = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

interface Status {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly readyReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly currentHealthy?: number;
  readonly expectedPods?: number;
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
}

const condition = ({ conditions = [] }: Status, type: string): boolean =>
  conditions.some((each) => each.type === type && each.status === 'True');

const isDone = (object: Live): boolean => {
  const status = (object.status ?? {}) as Status;
  const wanted = (object.spec as { replicas?: number }).replicas ?? 1;
  const observed = status.observedGeneration === object.metadata['generation'];
  switch (object.kind) {
    case 'Deployment':
      return (
        observed &&
        (status.updatedReplicas ?? 0) === wanted &&
        (status.availableReplicas ?? 0) === wanted &&
        (status.replicas ?? 0) === wanted
      );
    case 'StatefulSet':
      return (
        observed &&
        (status.readyReplicas ?? 0) === wanted &&
        (status.updatedReplicas ?? 0) === wanted &&
        status.currentRevision === status.updateRevision
      );
    case 'Job':
      return condition(status, 'Complete');
    case 'PodDisruptionBudget':
      return observed && status.currentHealthy === status.expectedPods;
    default:
      return status.phase === 'Bound';
  }
};

const awaitedKinds = ['Deployment', 'StatefulSet', 'Job', 'PersistentVolumeClaim', 'PodDisruptionBudget'];

/** What is not yet available, ready, complete, bound or, of budgets, counted. */
export const unfinished = async (cluster: Cluster, namespace: string): Promise<string[]> =>
  (await cluster.listAll(awaitedKinds, namespace))
    .filter((object) => !isDone(object))
    .map((object) => `${id(object)}: ${JSON.stringify({ ...object.status, conditions: undefined })}`);

/** Waits until everything in the namespace is rolled out. */
export const rolledOut = (cluster: Cluster, namespace: string, seconds = 120): Promise<void> =>
  cluster.until(`rollout in ${namespace}`, () => unfinished(cluster, namespace), seconds);

/** A render whose StatefulSets are of Kubernetes' default policy, which ours were once. */
export const orderedReady = (render: Render): Render =>
  withFault(render, ({ spec, ...manifest }) => {
    if (manifest.kind !== 'StatefulSet') return { ...manifest, spec };
    const { podManagementPolicy: _policy, ...others } = spec as { readonly podManagementPolicy?: string };
    return { ...manifest, spec: others };
  });

/** The README's command that lets StatefulSets go and leaves their pods, as arguments of kubectl. */
export const orphanCommand = (namespace: string): string[] => {
  const [, command = ''] =
    /^ *kubectl -n sentry (delete statefulset .*--cascade=orphan)$/m.exec(readFileSync(path.join(root, 'README.md'), 'utf8')) ?? [];
  return ['-n', namespace, ...command.split(' ')];
};

/** Ids of the pods that StatefulSets own, by name. */
export const storePods = async (cluster: Cluster, namespace: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await cluster.list('Pod', namespace))
      .filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'StatefulSet')
      .map(({ metadata }) => [metadata.name, metadata.uid]),
  );

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources: { readonly requests: { readonly storage: string } };
}

/** Makes a volume for each claim of the manifests: nothing provisions them here. */
export const provision = async (cluster: Cluster, manifests: readonly Manifest[]): Promise<void> => {
  for (const { kind, metadata, spec } of manifests) {
    if (kind !== 'PersistentVolumeClaim') continue;
    const namespace = String(metadata['namespace']);
    const { storageClassName = '', resources } = spec as ClaimSpec;
    await cluster.create('PersistentVolume', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${namespace}-${metadata.name}` },
      spec: {
        capacity: { storage: resources.requests.storage },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName,
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: metadata.name },
        hostPath: { path: `/data/${namespace}/${metadata.name}` },
      },
    });
  }
};

/** Plays the provisioner of a default class: each claim gets a volume. The returned function ends it. */
export const provisionClaims = async (cluster: Cluster): Promise<() => Promise<void>> => {
  const failures: unknown[] = [];
  const stop = await cluster.watch('PersistentVolumeClaim', undefined, ({ type, object }) => {
    if (type === 'ADDED')
      provision(cluster, [{ ...object, kind: 'PersistentVolumeClaim' }]).catch((error: unknown) => failures.push(error));
  });
  return async () => {
    await stop();
    if (failures.length > 0) throw failures[0];
  };
};

export interface NodeProps {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  /** @default '110' */
  readonly pods?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A node that kwok plays; what it can hold is what the scheduler goes by. */
export const addNode = async (cluster: Cluster, { name, cpu, memory, pods = '110', labels = {} }: NodeProps): Promise<void> => {
  const allocatable = { cpu, memory, pods, 'ephemeral-storage': '100Gi' };
  await cluster.create('Node', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...labels } },
    status: { allocatable, capacity: allocatable },
  });
  await cluster.until(`node ${name}`, async () => {
    const node = await cluster.get('Node', undefined, name);
    const { taints = [] } = (node?.spec ?? {}) as { taints?: unknown[] };
    return condition((node?.status ?? {}) as Status, 'Ready') && taints.length === 0 ? [] : ['not ready'];
  });
};

/** Namespace that enforces the restricted Pod Security Standard, and warns of what it would refuse. */
export const addNamespace = (cluster: Cluster, name: string): Promise<Live> =>
  cluster.create('Namespace', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' } },
  });

/** What the settings say that the user makes: the volume of GeoIP's database. */
export const addPrerequisites = async (cluster: Cluster, { settings: { namespace, geoip } }: Render): Promise<void> => {
  if (geoip === undefined) return;
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: geoip.claim, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '' },
  };
  await provision(cluster, [claim]);
  await cluster.create('PersistentVolumeClaim', claim, namespace);
};

/** Components of which a pod mounts a token of the Kubernetes API. */
export const mountToken = async (cluster: Cluster, namespace: string): Promise<string[]> => {
  const pods = (await cluster.list('Pod', namespace)).filter(({ spec }) =>
    ((spec as PodSpec).volumes ?? []).some((volume) =>
      (volume['projected'] as { sources?: object[] } | undefined)?.sources?.some((source) => 'serviceAccountToken' in source),
    ),
  );
  return [...new Set(pods.map(({ metadata }) => String(metadata.labels?.['app.kubernetes.io/component'])))];
};

/** Watches for components that have two pods at once, terminating ones included, until the returned function is called. */
export const watchDoubles = async (cluster: Cluster, namespace: string, components: ReadonlySet<string>) => {
  const running = new Map<string, string>();
  const twice = new Set<string>();
  let replaced = 0;
  const stop = await cluster.watch('Pod', namespace, ({ type, object: { metadata, status } }) => {
    const component = String(metadata.labels?.['app.kubernetes.io/component']);
    if (metadata.ownerReferences?.[0]?.kind === 'Job' || !components.has(component)) return;
    if (type === 'DELETED') {
      running.delete(metadata.uid);
      replaced += 1;
    } else if (!['Succeeded', 'Failed'].includes(String(status?.['phase']))) running.set(metadata.uid, component);
    if ([...running.values()].filter((other) => other === component).length > 1) twice.add(component);
  });
  return async (): Promise<{ twice: string[]; replaced: number }> => {
    await stop();
    return { twice: [...twice].sort(), replaced };
  };
};
