import { JsonPatch } from 'cdk8s';
import type { Manifest } from 'manifest-review/manifests';
import type { Problem } from './settings/problem';
import type { Settings } from './settings/schema';

type Patch = Settings['patches'][number];
type Operation = Patch['patch'][number];

const parts = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const child = (value: unknown, part: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;

/** The first part of the pointer that is not there; `add` needs its parent only. The patch library is silent about it or throws. */
const missing = (manifest: Manifest, { op, path }: Operation): string | undefined => {
  const all = parts(path);
  let value: unknown = manifest;
  for (const [index, part] of all.entries()) {
    const last = index === all.length - 1;
    if (op === 'add' && last) {
      const size = Array.isArray(value) ? value.length : undefined;
      const fits =
        size === undefined ? typeof value === 'object' && value !== null : part === '-' || (/^\d+$/.test(part) && Number(part) <= size);
      return fits ? undefined : `/${all.slice(0, index + 1).join('/')}`;
    }
    value = child(value, part);
    if (value === undefined) return `/${all.slice(0, index + 1).join('/')}`;
  }
  return undefined;
};

const operation = (patch: Operation): JsonPatch => {
  if (patch.op === 'remove') return JsonPatch.remove(patch.path);
  return JsonPatch[patch.op](patch.path, patch.value);
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Applies the user's patches to rendered manifests; every patch that matches nothing, or whose path is not there, is a problem. */
export const applyPatches = (
  manifests: readonly Manifest[],
  patches: Settings['patches'],
): { manifests: Manifest[]; problems: Problem[] } => {
  const problems: Problem[] = [];
  const patched = [...manifests];
  for (const [index, { target, patch }] of patches.entries()) {
    const at = patched.findIndex(({ kind, metadata }) => kind === target.kind && metadata.name === target.name);
    const found = patched[at];
    if (found === undefined) {
      const named = manifests.filter(({ metadata }) => metadata.name === target.name).map(({ kind }) => kind);
      problems.push({
        path: ['patches', index, 'target'],
        message: `expected an object of the output, got ${target.kind} "${target.name}"${named.length === 0 ? '' : `; that name belongs to ${named.join(', ')}`}`,
      });
      continue;
    }
    let current = found;
    for (const [step, change] of patch.entries()) {
      const path = ['patches', index, 'patch', step, 'path'];
      const absent = missing(current, change);
      if (absent !== undefined) {
        problems.push({
          path,
          message: `expected a path in ${target.kind} "${target.name}", got "${change.path}": nothing at "${absent}"`,
        });
        break;
      }
      if (change.op === 'test') {
        const actual = parts(change.path).reduce<unknown>(child, current);
        if (!same(actual, change.value))
          problems.push({
            path,
            message: `expected the value ${JSON.stringify(change.value)} at "${change.path}", got ${JSON.stringify(actual)}`,
          });
        continue;
      }
      current = JsonPatch.apply(current, operation(change));
    }
    patched[at] = current;
  }
  return { manifests: patched, problems };
};
