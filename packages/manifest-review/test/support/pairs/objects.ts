// Small objects for pairs, and how one is changed.
import { isTree, type Manifest, type Tree } from '../../../manifests';

/** Merges as JSON merge patch does: null takes a field away, lists are replaced. */
export const merged = (base: unknown, patch: unknown): unknown => {
  if (!isTree(patch)) return patch;
  const result: Record<string, unknown> = isTree(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
};

export const change = (manifest: Manifest, patch: Tree): Manifest => merged(manifest, patch) as Manifest;

const object = (apiVersion: string, kind: string, name: string, rest: Tree = {}): Manifest =>
  merged({ apiVersion, kind, metadata: { name, namespace: 'a' } }, rest) as Manifest;

const labels = { app: 'a' };

const pod = (container: Tree, spec: Tree, image: string): Tree => ({
  metadata: { labels },
  spec: { containers: [{ name: 'a', image, ...container }], ...spec },
});

export interface WorkloadParts {
  readonly name?: string;
  readonly image?: string;
  readonly container?: Tree;
  readonly pod?: Tree;
  readonly spec?: Tree;
  readonly metadata?: Tree;
}

const workload =
  (kind: string, own: Tree) =>
  ({ name = 'a', image = 'a:1', container = {}, pod: podSpec = {}, spec = {}, metadata = {} }: WorkloadParts = {}): Manifest =>
    object('apps/v1', kind, name, {
      metadata,
      spec: merged({ ...own, selector: { matchLabels: labels }, template: pod(container, podSpec, image) }, spec),
    });

export const deployment = workload('Deployment', { replicas: 2 });
export const daemonSet = workload('DaemonSet', {});
export const statefulSet = workload('StatefulSet', { replicas: 1, serviceName: 'a' });

export const claimTemplate = (name = 'data', size = '1Gi'): Tree => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
});

export const job = (parts: { name?: string; image?: string; spec?: Tree } = {}): Manifest =>
  object('batch/v1', 'Job', parts.name ?? 'a', {
    spec: { template: pod({}, { restartPolicy: 'Never' }, parts.image ?? 'a:1'), ...parts.spec },
  });

export const cronJob = (parts: { name?: string; image?: string; schedule?: string; args?: string[] } = {}): Manifest =>
  object('batch/v1', 'CronJob', parts.name ?? 'a', {
    spec: {
      schedule: parts.schedule ?? '0 0 * * *',
      jobTemplate: {
        spec: { template: pod(parts.args === undefined ? {} : { args: parts.args }, { restartPolicy: 'Never' }, parts.image ?? 'a:1') },
      },
    },
  });

export const claim = (size = '1Gi', spec: Tree = {}, metadata: Tree = {}): Manifest =>
  object('v1', 'PersistentVolumeClaim', 'a', {
    metadata,
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } }, storageClassName: 'expandable', ...spec },
  });

export const service = (spec: Tree = {}, name = 'a'): Manifest =>
  object('v1', 'Service', name, { spec: { selector: labels, ports: [{ name: 'http', port: 80 }], ...spec } });

export const configMap = (data: Tree, rest: Tree = {}, name = 'a'): Manifest => object('v1', 'ConfigMap', name, { data, ...rest });

export const secret = (rest: Tree = {}): Manifest => object('v1', 'Secret', 'a', rest);

export const ingress = (spec: Tree = {}, metadata: Tree = {}, name = 'a'): Manifest =>
  object('networking.k8s.io/v1', 'Ingress', name, {
    metadata,
    spec: {
      ingressClassName: 'a',
      tls: [{ hosts: ['a.example.com'], secretName: 'tls' }],
      rules: [rule('/api/[1-9][0-9]{0,19}/store/$')],
      ...spec,
    },
  });

export const rule = (path: string, host = 'a.example.com', backend = 'a'): Tree => ({
  host,
  http: { paths: [{ path, pathType: 'ImplementationSpecific', backend: { service: { name: backend, port: { name: 'http' } } } }] },
});

export const policy = (spec: Tree = {}, name = 'a'): Manifest =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, {
    spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'], ...spec },
  });

export const budget = (spec: Tree): Manifest =>
  object('policy/v1', 'PodDisruptionBudget', 'a', { spec: { selector: { matchLabels: labels }, ...spec } });

export const autoscaler = (spec: Tree = {}): Manifest =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'a', {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, minReplicas: 2, maxReplicas: 4, ...spec },
  });

export const role = (verbs: readonly string[], resources: readonly string[] = ['configmaps']): Manifest =>
  object('rbac.authorization.k8s.io/v1', 'Role', 'a', { rules: [{ apiGroups: [''], resources, verbs }] });

export const binding = (subjects: readonly string[], ref = 'a'): Manifest =>
  object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'a', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: ref },
    subjects: subjects.map((name) => ({ kind: 'ServiceAccount', name, namespace: 'a' })),
  });

export const account = (rest: Tree = {}): Manifest => object('v1', 'ServiceAccount', 'a', rest);

const global = (apiVersion: string, kind: string, name: string, rest: Tree): Manifest => ({
  apiVersion,
  kind,
  metadata: { name },
  ...rest,
});

export const namespace = (level: string): Manifest =>
  global('v1', 'Namespace', 'a', { metadata: { name: 'a', labels: { 'pod-security.kubernetes.io/enforce': level } } });

export const storageClass = (rest: Tree = {}, name = 'a'): Manifest =>
  global('storage.k8s.io/v1', 'StorageClass', name, { provisioner: 'example.com/a', ...rest });

export const ingressClass = (controller: string): Manifest => global('networking.k8s.io/v1', 'IngressClass', 'a', { spec: { controller } });

export const priorityClass = (value: number): Manifest => global('scheduling.k8s.io/v1', 'PriorityClass', 'a', { value });

export const volume = (path: string, spec: Tree = {}): Manifest =>
  global('v1', 'PersistentVolume', 'a', {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path }, ...spec },
  });

export const definition = (scope: string, versions: readonly string[] = ['v1']): Manifest =>
  global('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'as.example.com', {
    spec: {
      group: 'example.com',
      scope,
      names: { plural: 'as', kind: 'A' },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: { type: 'object' } },
      })),
    },
  });

/** An object of an operator's kind. */
export const custom = (apiVersion: string, kind: string, spec: Tree, name = 'a'): Manifest => object(apiVersion, kind, name, { spec });

export const singlePod = (image: string, spec: Tree = {}): Manifest =>
  object('v1', 'Pod', 'a', { spec: { containers: [{ name: 'a', image }], ...spec } });
