// The user's patches, put on the objects that they name.
import { type ApiObject, JsonPatch } from 'cdk8s';
import type { Problem } from '../settings/problem';
import type { Settings } from '../settings/schema';

type Patch = Settings['patches'][number];
type Operation = Patch['patch'][number];

const parts = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

// Names of what JavaScript gives every object; no field of Kubernetes' has them.
const reserved = ['__proto__', 'constructor', 'prototype'];

const child = (value: unknown, part: string): unknown =>
  Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(part)
    ? undefined
    : typeof value === 'object' && value !== null && Object.hasOwn(value, part)
      ? (value as Record<string, unknown>)[part]
      : undefined;

/** The first part of the pointer that is not there; `add` needs its parent only. The patch library is silent about it or throws. */
const missing = (manifest: unknown, { op, path }: Operation): string | undefined => {
  const all = parts(path);
  let value = manifest;
  for (const [index, part] of all.entries()) {
    const last = index === all.length - 1;
    if (reserved.includes(part)) return `/${all.slice(0, index + 1).join('/')}`;
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

/** What makes it an object of Kubernetes, and is not there any more. */
const lost = (manifest: unknown): string | undefined =>
  [['apiVersion'], ['kind'], ['metadata', 'name']]
    .find((path) => {
      const value = path.reduce(child, manifest);
      return typeof value !== 'string' || value === '';
    })
    ?.join('.');

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Adds the patches to their objects, each by its kind and name; a patch that matches nothing, or whose path is not there, is a problem. */
export const addPatches = (objects: readonly ApiObject[], patches: Settings['patches']): Problem[] => {
  // As they are before any patch: the hash in a Job's name changes with its content. It may be named without, too.
  const named = patches.length === 0 ? [] : objects.map((object) => ({ object, names: [object.name, object.toJson().metadata.name] }));
  return patches.flatMap(({ target, patch }, index): Problem[] => {
    const namesakes = named.flatMap(({ object, names }) => (names.includes(target.name) ? [object] : []));
    const object = namesakes.find(({ kind }) => kind === target.kind);
    if (object === undefined) {
      const others = namesakes.length === 0 ? '' : `; that name belongs to ${namesakes.map(({ kind }) => kind).join(', ')}`;
      const message = `expected an object of the output, got ${target.kind} "${target.name}"${others}`;
      return [{ path: ['patches', index, 'target'], message }];
    }
    const problems: Problem[] = [];
    for (const [step, change] of patch.entries()) {
      const manifest: unknown = object.toJson();
      const path = ['patches', index, 'patch', step, 'path'];
      const absent = missing(manifest, change);
      if (absent !== undefined) {
        const message = `expected a path in ${target.kind} "${target.name}", got "${change.path}": nothing at "${absent}"`;
        return [...problems, { path, message }];
      }
      if (change.op !== 'test') {
        object.addJsonPatch(operation(change));
        const gone = lost(object.toJson());
        if (gone === undefined) continue;
        return [...problems, { path, message: `expected a patch that leaves an object of Kubernetes, got one that leaves no ${gone}` }];
      }
      const actual = parts(change.path).reduce(child, manifest);
      if (!same(actual, change.value)) {
        const message = `expected the value ${JSON.stringify(change.value)} at "${change.path}", got ${JSON.stringify(actual)}`;
        problems.push({ path, message });
      }
    }
    return problems;
  });
};
