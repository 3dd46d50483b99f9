// Readers of manifests that the invariants share, and what runs an invariant over every scenario.
import { type Container, type Manifest, type PodSpec, podSpecs, quantityNumber } from 'manifest-review/manifests';
import type { Component } from '../../topology/topology';
import { withEnvironment } from './environment';
import { manifestsOf, scenarioNames } from './scenarios';

type Tree = { readonly [key: string]: unknown };

export const tree = (value: unknown): Tree => (typeof value === 'object' && value !== null ? (value as Tree) : {});
export const list = (value: unknown): Tree[] => (Array.isArray(value) ? value.map(tree) : []);
export const at = (value: unknown, ...path: string[]): unknown => path.reduce<unknown>((node, key) => tree(node)[key], value);
export const id = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;
export const ofKind = (manifests: readonly Manifest[], ...kinds: string[]): Manifest[] =>
  manifests.filter(({ kind }) => kinds.includes(kind));
export const template = (manifest: Manifest): Tree =>
  tree(at(manifest.spec, 'template') ?? at(manifest.spec, 'jobTemplate', 'spec', 'template'));
export const workloads = (manifests: readonly Manifest[]) => ofKind(manifests, 'Deployment', 'StatefulSet', 'Job', 'CronJob');
export const containers = ({ initContainers = [], containers: main }: PodSpec): Container[] => [...initContainers, ...main];
export const podOf = (manifest: Manifest): PodSpec => {
  const [pod] = podSpecs(manifest);
  if (pod === undefined) throw new Error(`${id(manifest)} has no pod`);
  return pod;
};
/** What runs a component for ever. Throws where nothing does: an invariant of nothing would always hold. */
export const workloadOf = (manifests: readonly Manifest[], { name }: Component): Manifest => {
  const found = ofKind(manifests, 'Deployment', 'StatefulSet').filter((manifest) =>
    podOf(manifest).containers.some((container) => container.name === name),
  );
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} objects run ${name}`);
  return found[0];
};
export const containerOf = (manifest: Manifest, { name }: Component): Container => {
  const found = podOf(manifest).containers.find((container) => container.name === name);
  if (found === undefined) throw new Error(`${id(manifest)} has no container ${name}`);
  return found;
};
export const subset = (selector: unknown, labels: unknown): boolean =>
  Object.entries(tree(selector)).every(([key, value]) => tree(labels)[key] === value);

/** CPUs, or bytes. */
export const amount = (quantity: string): number => quantityNumber(quantity) ?? Number.NaN;

/** Every finding of an invariant over a scenario, so that a failure names all of them. */
export type Invariant = (manifests: Manifest[], name: string) => string[];

/** Tests every invariant over every scenario, as containers see it. */
export const holdInEveryScenario = (invariants: Readonly<Record<string, Invariant>>): void => {
  describe.each(scenarioNames)('%s', (name) => {
    test.each(Object.entries(invariants))('%s', (_title, invariant) => {
      expect(invariant(withEnvironment(manifestsOf(name)), name)).toEqual([]);
    });
  });
};
