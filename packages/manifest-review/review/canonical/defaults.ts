// Fills in what the API server adds, by the generated table of defaults.json.
import { isTree, type Manifest, podPath, type Tree } from '../../manifests';
import table from './defaults.json';

/**
 * What the API server adds, by parent: `spec.ports[]` is each item of spec.ports,
 * `spec.strategy?type=Recreate` a parent whose own `type` says so.
 */
export type Defaults = Readonly<Record<string, Tree>>;

/** The generated table: `pod` below a pod's spec, `kinds` by `<group>/<kind>`. */
export interface DefaultsTable {
  readonly pod: Defaults;
  readonly kinds: Readonly<Record<string, Defaults>>;
}

interface DefaultsNode {
  readonly fields: Map<string, DefaultsNode>;
  items?: DefaultsNode;
  readonly added: { readonly when?: readonly [string, string]; readonly values: Tree }[];
}

const emptyNode = (): DefaultsNode => ({ fields: new Map(), added: [] });

const nodeAt = (root: DefaultsNode, steps: readonly string[]): DefaultsNode => {
  let node = root;
  for (const step of steps) {
    const name = step.replace('[]', '');
    const next = node.fields.get(name) ?? emptyNode();
    node.fields.set(name, next);
    if (step.endsWith('[]')) next.items ??= emptyNode();
    node = step.endsWith('[]') ? (next.items ?? next) : next;
  }
  return node;
};

const insert = (root: DefaultsNode, defaults: Defaults, below: readonly string[] = []): void => {
  for (const [place, values] of Object.entries(defaults)) {
    const [path = '', condition] = place.split('?');
    const [key = '', value = ''] = condition?.split('=') ?? [];
    const node = nodeAt(root, [...below, ...path.split('.').filter((step) => step !== '')]);
    if (condition === undefined) node.added.unshift({ values });
    else node.added.push({ when: [key, value], values });
  }
};

const compiled = new Map<string, DefaultsNode>();

const compile = (name: string): DefaultsNode => {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const root = emptyNode();
  const { pod, kinds } = table as DefaultsTable;
  insert(root, kinds[name] ?? {});
  const below = podPath(name.slice(name.indexOf('/') + 1));
  if (below !== undefined && name in kinds) {
    insert(root, pod, below);
    const ofContainers = Object.entries(pod).filter(([place]) => /^containers\[\]/.test(place));
    insert(root, Object.fromEntries(ofContainers.map(([place, values]) => [place.replace('containers', 'initContainers'), values])), below);
  }
  compiled.set(name, root);
  return root;
};

const fill = (value: unknown, node: DefaultsNode): unknown => {
  if (!isTree(value)) return value;
  let filled: Record<string, unknown> | undefined;
  const put = (key: string, child: unknown): void => {
    filled ??= { ...value };
    filled[key] = child;
  };
  for (const { when, values } of node.added) {
    const here = filled ?? value;
    if (when !== undefined && String(here[when[0]]) !== when[1]) continue;
    for (const [key, child] of Object.entries(values)) if (here[key] === undefined) put(key, child);
  }
  for (const [key, below] of node.fields) {
    const child = (filled ?? value)[key];
    if (child === undefined) continue;
    if (Array.isArray(child)) {
      const { items } = below;
      if (items === undefined) continue;
      const filledItems = child.map((item) => fill(item, items));
      if (filledItems.some((item, index) => item !== child[index])) put(key, filledItems);
    } else {
      const changed = fill(child, below);
      if (changed !== child) put(key, changed);
    }
  }
  return filled ?? value;
};

/** The manifest with what the table says that the API server adds; what it has stays, and the given object is not changed. */
export const withDefaults = (manifest: Manifest): Manifest => {
  const { apiVersion, kind } = manifest;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return fill(manifest, compile(`${group}/${kind}`)) as Manifest;
};
