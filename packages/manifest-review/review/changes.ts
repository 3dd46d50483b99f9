// The fields in which two objects differ, items of lists told apart as Kubernetes does.
import { equal, isTree, type Tree } from '../manifests';

/** A field that differs; absent on the side that has none. */
export interface Change {
  readonly path: string;
  readonly old?: unknown;
  readonly new?: unknown;
}

// What tells the items of Kubernetes' lists apart, as its own merge keys do.
const identities: readonly ((item: Tree) => unknown)[] = [
  ({ name, metadata }) => name ?? (isTree(metadata) ? metadata['name'] : undefined),
  ({ mountPath }) => mountPath,
  ({ containerPort, protocol }) => containerPort && `${containerPort}/${protocol ?? 'TCP'}`,
  ({ port, protocol }) => port && `${port}/${protocol ?? 'TCP'}`,
  ({ ip }) => ip,
  ({ host }) => host,
  ({ path }) => path,
  ({ key }) => key,
];

/** Items by what tells them apart, or nothing where the list has no such thing. */
const byIdentity = (items: readonly unknown[], identity: (item: Tree) => unknown): Map<string, unknown> | undefined => {
  const found = new Map<string, unknown>();
  for (const item of items) {
    const id = isTree(item) ? identity(item) : undefined;
    if (typeof id !== 'string' && typeof id !== 'number') return undefined;
    if (found.has(String(id))) return undefined;
    found.set(String(id), item);
  }
  return found;
};

const join = (path: string, key: string): string => {
  const step = /[.[\]]/.test(key) ? `[${key}]` : key;
  return path === '' || step.startsWith('[') ? `${path}${step}` : `${path}.${step}`;
};

const collect = (old: unknown, now: unknown, path: string, found: Change[]): void => {
  if (old === now) return;
  if (isTree(old) && isTree(now)) {
    for (const key of Object.keys(old)) collect(old[key], now[key], join(path, key), found);
    for (const key of Object.keys(now)) if (!(key in old)) collect(undefined, now[key], join(path, key), found);
    return;
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    if (equal(old, now)) return;
    for (const identity of identities) {
      const before = byIdentity(old, identity);
      const after = before && byIdentity(now, identity);
      if (before === undefined || after === undefined) continue;
      const start = found.length;
      for (const [id, item] of before) collect(item, after.get(id), `${path}[${id}]`, found);
      for (const [id, item] of after) if (!before.has(id)) collect(undefined, item, `${path}[${id}]`, found);
      // Only the order differs.
      if (found.length === start) found.push({ path, old: [...before.keys()], new: [...after.keys()] });
      return;
    }
  }
  if (equal(old, now)) return;
  found.push({ path, ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { new: now }) });
};

/** Fields that differ, deepest first where both sides have a mapping or a list of named items. */
export const changesBetween = (old: unknown, now: unknown): Change[] => {
  const found: Change[] = [];
  collect(old, now, '', found);
  return found;
};
