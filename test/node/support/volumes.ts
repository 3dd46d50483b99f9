// Volumes of the node: made, bound and grown.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { Manifest } from 'manifest-review/manifests';
import type { Node } from './node';

/** Folder of a claim's volume. */
export const volumeFolder = (node: Node, namespace: string, claim: string): string =>
  path.join(node.state, 'volumes', `${namespace}-${claim}`);

/**
 * Plays the provisioner: a local volume for each claim of the manifests that has none.
 * @param sizes of claims that are to be file systems of their own, which can be full: at least 300M
 */
export const provision = async (
  node: Node,
  manifests: readonly Manifest[],
  sizes: Readonly<Record<string, string>> = {},
): Promise<void> => {
  for (const { kind, metadata, spec } of manifests) {
    if (kind !== 'PersistentVolumeClaim') continue;
    const namespace = String(metadata['namespace']);
    const name = `${namespace}-${metadata.name}`;
    if (existsSync(volumeFolder(node, namespace, metadata.name))) continue;
    const size = sizes[metadata.name];
    node.script('volume', 'make', name, ...(size === undefined ? [] : [size]));
    await node.cluster.create('PersistentVolume', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: (spec as { resources: { requests: { storage: string } } }).resources.requests.storage },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: 'local',
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: metadata.name },
        local: { path: volumeFolder(node, namespace, metadata.name) },
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-1'] }] }] },
        },
      },
    });
  }
};

/**
 * Makes the file system of a claim larger, as a CSI driver does in use, and says so in volume and claim.
 * @public
 */
export const grow = async (node: Node, namespace: string, claim: string, size: string, storage: string): Promise<void> => {
  const name = `${namespace}-${claim}`;
  node.script('volume', 'grow', name, size);
  await node.cluster.patch('PersistentVolume', undefined, name, { spec: { capacity: { storage } } });
  await node.cluster.patch('PersistentVolumeClaim', namespace, claim, { status: { capacity: { storage } } }, 'status');
};
