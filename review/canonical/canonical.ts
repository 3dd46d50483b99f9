import { canonicalQuantity } from '../../constructs/kubernetes/canonical-quantity';
import type { Manifest } from '../../constructs/kubernetes/subsystem-chart';
import { podPath } from '../kinds';
import { isTree, type Tree } from '../tree';
import { withDefaults } from './defaults';
import { derivedSpecs, podSpec, secret } from './derived';

// What the API server writes by itself; a manifest that was read from a cluster has it.
const serverMetadata = ['creationTimestamp', 'deletionTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'];
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

// Empty means absent there; elsewhere, as in `emptyDir: {}` or `podSelector: {}`, it means something.
const emptyIsAbsent = ['labels', 'annotations', 'nodeSelector', 'data', 'binaryData', 'stringData', 'matchLabels', 'limits', 'requests'];

const quantityMaps = ['limits', 'requests', 'capacity', 'hard', 'overhead'];
const quantityKeys = ['sizeLimit', 'divisor'];
const plainQuantity = /^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

const quantity = (value: unknown): unknown => {
  const written = typeof value === 'number' ? String(value) : value;
  return typeof written === 'string' && plainQuantity.test(written) ? canonicalQuantity(written) : value;
};

/** Without nulls and empty lists, and with quantities in one spelling; the same object where there is nothing to change. */
const tidy = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) {
    const tidied = value.map((item) => tidy(item, ''));
    return tidied.some((item, index) => item !== value[index]) ? tidied : value;
  }
  if (!isTree(value)) return quantityKeys.includes(key) ? quantity(value) : value;
  let changed: Record<string, unknown> | undefined;
  for (const [name, child] of Object.entries(value)) {
    const tidied = quantityMaps.includes(key) && !isTree(child) ? quantity(child) : tidy(child, name);
    const gone =
      tidied === null ||
      (Array.isArray(tidied) && tidied.length === 0) ||
      (emptyIsAbsent.includes(name) && isTree(tidied) && Object.keys(tidied).length === 0);
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
