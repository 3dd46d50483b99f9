// Which kinds belong to a namespace.
import { namespaceOf } from 'manifest-review/manifests';

const inNamespace = (kind: string) => namespaceOf({ apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'a' } });

test.each(['Namespace', 'ClusterRole', 'FlowSchema'])('a %s belongs to no namespace', (kind) => expect(inNamespace(kind)).toBe(''));

test.each(['Deployment', 'Role', 'RoleBinding', 'PersistentVolumeClaim'])('a %s belongs to its namespace', (kind) =>
  expect(inNamespace(kind)).toBe('a'),
);
