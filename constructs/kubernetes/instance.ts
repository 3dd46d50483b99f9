// Names and labels of one instance's objects.
import { parseImage } from 'manifest-review/manifests';
import { nameOf } from '../../topology/name';
import type { Component } from '../../topology/topology';
import type { Trust } from './trust';

/** What every object of one instance carries. */
export interface Instance {
  /** Prefix of every object's name. */
  readonly name: string;
  readonly namespace: string;
  /** Release of Sentry, three numbers. */
  readonly version: string;
  readonly pullSecrets: readonly string[];
  /** CIDRs of resolvers that are neither pods nor link-local. */
  readonly resolvers: readonly string[];
  /** Certificates of the user's own authorities. */
  readonly trust?: Trust;
}

export const objectName = ({ name }: Instance, component: string): string => nameOf(name, component);

/** Argo CD deletes neither data nor the Namespace that holds it. */
export const kept = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

/** Selectors never change: neither release nor anything else that moves stands in them. */
export const selectorLabels = ({ name }: Pick<Instance, 'name'>, component: string): Record<string, string> => ({
  'app.kubernetes.io/instance': name,
  'app.kubernetes.io/component': component,
});

/** Labels of every object, apart from its component. */
export const commonLabels = ({ name, version }: Instance): Record<string, string> => ({
  'app.kubernetes.io/name': 'sentry',
  'app.kubernetes.io/instance': name,
  'app.kubernetes.io/part-of': 'sentry',
  'app.kubernetes.io/version': version,
  'app.kubernetes.io/managed-by': 'cdk8s-sentry',
});

export const labels = (instance: Instance, component: string): Record<string, string> => ({
  ...commonLabels(instance),
  'app.kubernetes.io/component': component,
});

/** Labels of a pod: the release only where its image is the release's own, so that no other pod is replaced for a new release's sake. */
export const podLabels = (instance: Instance, { name, image }: Pick<Component, 'name' | 'image'>): Record<string, string> => {
  const { 'app.kubernetes.io/version': version = '', ...others } = labels(instance, name);
  return parseImage(image).tag === version ? { ...others, 'app.kubernetes.io/version': version } : others;
};

/** Name and labels of an object that belongs to a component. */
export const metadata = (instance: Instance, component: string, name = objectName(instance, component)) => ({
  name,
  namespace: instance.namespace,
  labels: labels(instance, component),
});
