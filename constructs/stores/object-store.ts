// SeaweedFS, which keeps files and profiles and speaks S3.

import { Construct } from 'constructs';
import { optionValues } from '../../topology/kafka';
import type { Stores } from '../../topology/stores';
import type { Component } from '../../topology/topology';
import type * as k8s from '../kubernetes/k8s';
import { smallResources } from '../kubernetes/pod';
import { containerSecurity } from '../kubernetes/security';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './store';

export interface ObjectStoreProps extends StoreProps {
  readonly store: Stores['objectStore'];
}

/** SeaweedFS does not make the folder of its index; upstream's installer does. */
const makeIndexFolder = (component: Component): k8s.Container[] =>
  optionValues(component.argv ?? [], '-volume.dir.idx').map((folder) => ({
    name: 'make-index-folder',
    image: component.image,
    command: ['mkdir', '-p', folder],
    resources: smallResources('32Mi'),
    securityContext: containerSecurity(component.role),
    volumeMounts: [{ name: 'data', mountPath: component.role.volume?.path ?? '/data' }],
  }));

/** SeaweedFS: files, profiles and, where chosen, event bodies by S3, so that no pod shares a volume with another. */
export class ObjectStore extends Construct {
  constructor(scope: Construct, id: string, { instance, components, store }: ObjectStoreProps) {
    super(scope, id);
    for (const component of components) {
      const server = component.role.volume !== undefined;
      new Workload(this, component.name, {
        instance,
        component,
        environment: server
          ? {
              AWS_ACCESS_KEY_ID: store.accessKeyId,
              AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
            }
          : {},
        initContainers: makeIndexFolder(component),
      });
    }
  }
}
