// An object in the form in which the API server keeps it, so that two spellings of one thing are no change.
import { formatQuantity, isTree, type Manifest, parseQuantity, podPath, type Tree } from '../../manifests';
import { withDefaults } from './defaults';
import { derivedSpecs, podSpec, secret } from './derived';

// What the API server writes by itself; a manifest that was read from a cluster has it.
const serverMetadata = ['creationTimestamp', 'deletionTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'];
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether the field is the server's own, so that no manifest decides it. */
export const isServers = (path: string): boolean =>
  /^status([.[]|$)/.test(path) || serverMetadata.some((key) => path.startsWith(`metadata.${key}`)) || path.includes(lastApplied);

// Empty means absent there; elsewhere, as in `emptyDir: {}` or `podSelector: {}`, it means something.
const emptyIsAbsent = new Set([
  'labels',
  'annotations',
  'nodeSelector',
  'data',
  'binaryData',
  'stringData',
  'matchLabels',
  'limits',
  'requests',
]);

const quantityMaps = new Set(['limits', 'requests', 'capacity', 'hard', 'overhead']);
const quantityKeys = new Set(['sizeLimit', 'divisor']);

// A handful of quantities makes up a fleet.
const quantities = new Map<string, string>();

const quantity = (value: unknown): unknown => {
  const written = typeof value === 'number' ? String(value) : value;
  if (typeof written !== 'string') return value;
  const known = quantities.get(written);
  if (known !== undefined) return known;
  const parsed = parseQuantity(written);
  const spelled = parsed === undefined ? written : formatQuantity(parsed);
  quantities.set(written, spelled);
  return spelled;
};

const isEmpty = (value: Tree): boolean => {
  for (const _ in value) return false;
  return true;
};

const isGone = (value: unknown, name: string): boolean => {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  return Array.isArray(value) ? value.length === 0 : isEmpty(value as Tree) && emptyIsAbsent.has(name);
};

const tidyList = (list: readonly unknown[]): readonly unknown[] => {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    if (typeof item !== 'object') continue;
    const tidied = tidy(item, '');
    if (tidied === item) continue;
    changed ??= [...list];
    changed[index] = tidied;
  }
  return changed ?? list;
};

/** Without nulls and empty lists, and with quantities in one spelling; the same object where there is nothing to change. */
const tidy = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) return tidyList(value);
  if (!isTree(value)) return quantityKeys.has(key) ? quantity(value) : value;
  const ofQuantities = quantityMaps.has(key);
  let changed: Record<string, unknown> | undefined;
  for (const name in value) {
    const child = value[name];
    const tidied = ofQuantities && !isTree(child) ? quantity(child) : tidy(child, name);
    const gone = isGone(tidied, name);
    if (!gone && tidied === child) continue;
    changed ??= { ...value };
    if (gone) delete changed[name];
    else changed[name] = tidied;
  }
  return changed ?? value;
};

const metadata = (given: Manifest['metadata']): Manifest['metadata'] => {
  const { annotations, ...rest } = given;
  const kept: Record<string, unknown> = { ...rest };
  for (const key of serverMetadata) delete kept[key];
  if (!isTree(annotations)) return { ...kept, name: given.name };
  const { [lastApplied]: _, ...others } = annotations;
  return { ...kept, name: given.name, annotations: others };
};

const changeAt = (value: Tree, [key = '', ...rest]: readonly string[], change: (found: Tree) => Tree): Tree => {
  const child = value[key];
  if (!isTree(child)) return value;
  return { ...value, [key]: rest.length === 0 ? change(child) : changeAt(child, rest, change) };
};

/**
 * An object as the API server stores it, apart from what it allots (addresses, ports, identifiers):
 * two manifests that mean the same give the same. The given object is not changed.
 */
export const canonical = (manifest: Manifest): Manifest => {
  const { status: _, ...given } = manifest;
  const tidied = tidy({ ...given, metadata: metadata(given.metadata) }, '') as Manifest;
  let filled: Tree = withDefaults(tidied.kind === 'Secret' ? (secret(tidied) as Manifest) : tidied);
  const pods = podPath(tidied.kind);
  if (pods !== undefined) filled = changeAt(filled, pods, podSpec);
  const derived = derivedSpecs[tidied.kind];
  if (derived !== undefined) filled = changeAt(filled, ['spec'], derived);
  return filled as Manifest;
};
