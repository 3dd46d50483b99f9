// What an object is called, and what it belongs to.
import type { Manifest } from './manifest';
import { type Tree, text, tree } from './tree';

export const groupOf = ({ apiVersion }: { readonly apiVersion: string }): string => {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  // Objects of the group that Kubernetes split up: they are stored once.
  return group === 'extensions' ? '' : group;
};

/** Groups of Kubernetes itself: the others are of CRDs. */
export const isBuiltIn = (manifest: { readonly apiVersion: string }): boolean => {
  const group = groupOf(manifest);
  return (
    !group.includes('.') || (group.endsWith('.k8s.io') && !/^(gateway\.networking|snapshot\.storage|metrics|custom\.metrics)\./.test(group))
  );
};

export const labelsOf = (manifest: Manifest | undefined): Tree => tree(manifest?.metadata['labels']);
export const annotationsOf = (manifest: Manifest | undefined): Tree => tree(manifest?.metadata['annotations']);

// A namespace in these is ignored by the API server, to whose list of 1.37 a test holds this one.
const clusterScoped = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'CustomResourceDefinition',
  'DeviceClass',
  'DeviceTaintRule',
  'FlowSchema',
  'IPAddress',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceSlice',
  'RuntimeClass',
  'ServiceCIDR',
  'StorageClass',
  'StorageVersionMigration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
]);

/** Empty for what belongs to no namespace. */
export const namespaceOf = ({ kind, metadata }: Manifest): string => (clusterScoped.has(kind) ? '' : (text(metadata['namespace']) ?? ''));

/** What makes an object the same one on both sides, whatever the version of its API. */
export const identity = (manifest: Manifest): string =>
  `${groupOf(manifest)}|${manifest.kind}|${namespaceOf(manifest)}|${manifest.metadata.name}`;

/** Part of a system that an object belongs to: projects whose parts are named have it in `name`, those that are one name in `component`. */
export const componentOf = (manifest: Manifest): string => {
  const labels = labelsOf(manifest);
  const [name, component, whole] = ['name', 'component', 'part-of'].map((label) => text(labels[`app.kubernetes.io/${label}`]));
  return (whole !== undefined && name !== undefined && name !== whole ? name : (component ?? name)) ?? manifest.metadata.name;
};
