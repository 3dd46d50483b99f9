// Which objects make pods, and where what they run stands in them.
import { labelsOf } from './kinds';
import type { Manifest } from './manifest';
import { at, type Tree, tree, trees } from './tree';

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
  }[];
  readonly [field: string]: unknown;
}

export interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly serviceAccountName?: string;
  readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly [field: string]: unknown;
}

/** Where the pod's spec stands in an object of the kind. */
const podPaths: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  PodTemplate: ['template', 'spec'],
  Pod: ['spec'],
};

export const podPath = (kind: string): readonly string[] | undefined => podPaths[kind];

/** Pods of these stay, so a changed template replaces them. */
export const longRunning = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'];

/** Kinds whose pods run, for ever or once. */
export const podKinds = [...longRunning, 'Job', 'CronJob', 'Pod'];

/** The pods that an object makes: all alike. */
export interface Pods {
  readonly manifest: Manifest;
  /** Of the pods, not of the object. */
  readonly labels: Tree;
  /** Of each of them, as it is written. */
  readonly spec: Tree;
}

/** Nothing where the kind has no pods. */
export const podsOf = (manifest: Manifest): Pods | undefined => {
  const path = podPaths[manifest.kind];
  if (path === undefined) return undefined;
  const template = tree(at(manifest, ...path.slice(0, -1)));
  return {
    manifest,
    labels: manifest.kind === 'Pod' ? labelsOf(manifest) : tree(at(template, 'metadata', 'labels')),
    spec: tree(template['spec']),
  };
};

/** The spec of an object's pods, empty where it has none. */
export const podSpecOf = (manifest: Manifest | undefined): Tree => tree(manifest === undefined ? undefined : podsOf(manifest)?.spec);

/** Containers of an object's pods, without those that run before. */
export const containersOf = (manifest: Manifest | undefined): readonly Tree[] => trees(podSpecOf(manifest)['containers']);

/** The pod spec of a workload that is known to be a valid one, none of anything else. */
export const podSpecs = (manifest: Manifest): PodSpec[] => {
  const found = podsOf(manifest)?.spec;
  return found === undefined ? [] : [found as unknown as PodSpec];
};
