// Which kinds belong to a namespace.
import { namespaceOf } from 'manifest-review/manifests';

const inNamespace = (kind: string) => namespaceOf({ apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'a' } });

// kubectl api-resources --namespaced=false of 1.37, those that are ever applied.
test.each([
  'APIService',
  'CSIDriver',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
])('a %s belongs to no namespace', (kind) => expect(inNamespace(kind)).toBe(''));

test.each(['Deployment', 'Role', 'RoleBinding', 'PersistentVolumeClaim'])('a %s belongs to its namespace', (kind) =>
  expect(inNamespace(kind)).toBe('a'),
);
