import { groupOf, labelsOf, namespaceOf, podPath, podTemplateOf } from '../manifests/kinds';
import type { Manifest } from '../manifests/manifest';
import { at, isTree, list, type Tree, text, tree, trees } from '../manifests/tree';

/** An object that has pods. */
export interface Workload {
  readonly manifest: Manifest;
  readonly labels: Tree;
  readonly spec: Tree;
}

const references = (spec: Tree): string[] => {
  const found: string[] = [];
  const add = (kind: string, name: unknown): void => {
    if (typeof name === 'string') found.push(`${kind}/${name}`);
  };
  for (const volume of trees(spec['volumes'])) {
    add('ConfigMap', at(volume, 'configMap', 'name'));
    add('Secret', at(volume, 'secret', 'secretName'));
    add('PersistentVolumeClaim', at(volume, 'persistentVolumeClaim', 'claimName'));
    for (const source of trees(at(volume, 'projected', 'sources'))) {
      add('ConfigMap', at(source, 'configMap', 'name'));
      add('Secret', at(source, 'secret', 'name'));
    }
  }
  for (const container of [...trees(spec['initContainers']), ...trees(spec['containers'])]) {
    for (const source of trees(container['envFrom'])) {
      add('ConfigMap', at(source, 'configMapRef', 'name'));
      add('Secret', at(source, 'secretRef', 'name'));
    }
    for (const variable of trees(container['env'])) {
      add('ConfigMap', at(variable, 'valueFrom', 'configMapKeyRef', 'name'));
      add('Secret', at(variable, 'valueFrom', 'secretKeyRef', 'name'));
    }
  }
  for (const secret of trees(spec['imagePullSecrets'])) add('Secret', secret['name']);
  add('ServiceAccount', spec['serviceAccountName']);
  return found;
};

/** Whether a label selector takes the labels; an empty selector takes all, an absent one none. */
export const selects = (selector: unknown, labels: Tree): boolean => {
  if (!isTree(selector)) return false;
  const wanted = Object.entries(tree(selector['matchLabels']));
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    trees(selector['matchExpressions']).every(({ key, operator, values }) => {
      const value = labels[String(key)];
      if (operator === 'In') return list(values).includes(value);
      if (operator === 'NotIn') return !list(values).includes(value);
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
};

const push = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const found = map.get(key);
  if (found === undefined) map.set(key, [value]);
  else found.push(value);
};

/** Everything of one side, to look up what belongs to what. */
export class World {
  private readonly byKey = new Map<string, Manifest>();
  private readonly byKind = new Map<string, Manifest[]>();
  private indexed: Record<'workloads' | 'users' | 'labels', Map<string, Workload[]>> | undefined;

  readonly objects: readonly Manifest[];

  constructor(objects: readonly Manifest[]) {
    this.objects = objects;
    for (const manifest of objects) {
      const namespace = namespaceOf(manifest);
      this.byKey.set(`${groupOf(manifest)}|${manifest.kind}|${namespace}|${manifest.metadata.name}`, manifest);
      push(this.byKind, `${manifest.kind}|${namespace}`, manifest);
      push(this.byKind, manifest.kind, manifest);
    }
  }

  find(group: string, kind: string, namespace: string, name: string): Manifest | undefined {
    return this.byKey.get(`${group}|${kind}|${namespace}|${name}`);
  }

  /** Of a namespace, or of all where none is given. */
  ofKind(kind: string, namespace?: string): readonly Manifest[] {
    return this.byKind.get(namespace === undefined ? kind : `${kind}|${namespace}`) ?? [];
  }

  private index() {
    if (this.indexed === undefined) {
      const workloads = new Map<string, Workload[]>();
      const users = new Map<string, Workload[]>();
      const byLabel = new Map<string, Workload[]>();
      for (const manifest of this.objects) {
        const template = podPath(manifest.kind) === undefined ? undefined : podTemplateOf(manifest);
        if (template === undefined) continue;
        const namespace = namespaceOf(manifest);
        const labels = manifest.kind === 'Pod' ? labelsOf(manifest) : tree(at(template, 'metadata', 'labels'));
        const workload = { manifest, labels, spec: tree(template['spec']) };
        push(workloads, namespace, workload);
        for (const [key, value] of Object.entries(labels)) push(byLabel, `${namespace}|${key}=${value}`, workload);
        for (const name of new Set(references(workload.spec))) push(users, `${namespace}|${name}`, workload);
      }
      this.indexed = { workloads, users, labels: byLabel };
    }
    return this.indexed;
  }

  /** Workloads of a namespace. */
  workloads(namespace: string): readonly Workload[] {
    return this.index().workloads.get(namespace) ?? [];
  }

  /** Workloads of a namespace whose pods the selector takes. */
  selected(namespace: string, selector: unknown): readonly Workload[] {
    const [first] = Object.entries(tree(at(selector, 'matchLabels')))
      .map(([key, value]) => this.index().labels.get(`${namespace}|${key}=${value}`) ?? [])
      .sort((a, b) => a.length - b.length);
    return (first ?? this.workloads(namespace)).filter(({ labels }) => selects(selector, labels));
  }

  /** Workloads whose pods name the object. */
  users(kind: string, namespace: string, name: string): readonly Workload[] {
    return this.index().users.get(`${namespace}|${kind}/${name}`) ?? [];
  }

  /** Replicas that a HorizontalPodAutoscaler or ScaledObject keeps at the least; absent: none targets the workload. */
  autoscaled(manifest: Manifest): { readonly by: Manifest; readonly minimum: number } | undefined {
    const namespace = namespaceOf(manifest);
    for (const by of [...this.ofKind('HorizontalPodAutoscaler', namespace), ...this.ofKind('ScaledObject', namespace)]) {
      const target = tree(at(by, 'spec', 'scaleTargetRef'));
      if (target['name'] !== manifest.metadata.name || (text(target['kind']) ?? 'Deployment') !== manifest.kind) continue;
      const minimum = at(by, 'spec', by.kind === 'ScaledObject' ? 'minReplicaCount' : 'minReplicas');
      return { by, minimum: typeof minimum === 'number' ? minimum : by.kind === 'ScaledObject' ? 0 : 1 };
    }
    return undefined;
  }
}
