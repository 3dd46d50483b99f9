// What a claim asks for, whether it is kept or goes with its pod.
import type { Component } from '../../topology/topology';
import type * as k8s from './k8s';
import { quantities } from './quantity';

/** A volume of one node at a time. */
export const claimSpec = ({ size, className }: NonNullable<Component['storage']>): k8s.PersistentVolumeClaimSpec => ({
  accessModes: ['ReadWriteOnce'],
  resources: { requests: quantities({ storage: size }) },
  storageClassName: className,
  volumeMode: 'Filesystem',
});
