// Which of several systems an object belongs to.
import { labelsOf, type Manifest, namespaceOf, text } from '../manifests';
import { componentPodsOf } from './objects';

const instanceOf = (manifest: Manifest): string => text(labelsOf(manifest)['app.kubernetes.io/instance']) ?? '';

/** Names the system that an object belongs to: its namespace, and, where several instances have pods in one, `<namespace>/<instance>`. */
export const scopes = (manifests: readonly Manifest[]): ((manifest: Manifest) => string) => {
  const instances = new Map<string, Set<string>>();
  for (const manifest of manifests) {
    if (componentPodsOf(manifest) === undefined) continue;
    const namespace = namespaceOf(manifest);
    instances.set(namespace, (instances.get(namespace) ?? new Set()).add(instanceOf(manifest)));
  }
  return (manifest) => {
    const namespace = namespaceOf(manifest);
    return (instances.get(namespace)?.size ?? 0) > 1
      ? [namespace, instanceOf(manifest)].filter((part) => part !== '').join('/')
      : namespace;
  };
};

/** Objects by the system they belong to. */
export const byScope = (manifests: readonly Manifest[], scopeOf: (manifest: Manifest) => string): Map<string, Manifest[]> => {
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const scope = scopeOf(manifest);
    const group = groups.get(scope);
    if (group === undefined) groups.set(scope, [manifest]);
    else group.push(manifest);
  }
  return groups;
};
