// Everything of one side, to look up what belongs to what.
import { at, groupOf, type Manifest, namespaceOf, type Pods, podsOf, selects, type Tree, text, tree, trees } from '../manifests';

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

const push = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const found = map.get(key);
  if (found === undefined) map.set(key, [value]);
  else found.push(value);
};

/** Everything of one side, to look up what belongs to what. */
export class World {
  private readonly byKey = new Map<string, Manifest>();
  private readonly byKind = new Map<string, Manifest[]>();
  private indexed: Record<'workloads' | 'users' | 'labels', Map<string, Pods[]>> | undefined;

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
      const workloads = new Map<string, Pods[]>();
      const users = new Map<string, Pods[]>();
      const byLabel = new Map<string, Pods[]>();
      for (const manifest of this.objects) {
        const pods = podsOf(manifest);
        if (pods === undefined) continue;
        const namespace = namespaceOf(manifest);
        push(workloads, namespace, pods);
        for (const [key, value] of Object.entries(pods.labels)) push(byLabel, `${namespace}|${key}=${value}`, pods);
        for (const name of new Set(references(pods.spec))) push(users, `${namespace}|${name}`, pods);
      }
      this.indexed = { workloads, users, labels: byLabel };
    }
    return this.indexed;
  }

  /** Workloads of a namespace. */
  workloads(namespace: string): readonly Pods[] {
    return this.index().workloads.get(namespace) ?? [];
  }

  /** Workloads of a namespace whose pods the selector takes. */
  selected(namespace: string, selector: unknown): readonly Pods[] {
    const [first] = Object.entries(tree(at(selector, 'matchLabels')))
      .map(([key, value]) => this.index().labels.get(`${namespace}|${key}=${value}`) ?? [])
      .sort((a, b) => a.length - b.length);
    return (first ?? this.workloads(namespace)).filter(({ labels }) => selects(selector, labels));
  }

  /** Workloads whose pods name the object. */
  users(kind: string, namespace: string, name: string): readonly Pods[] {
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
