import type * as k8s from 'cdk8s-plus-27/lib/imports/k8s';
import { Construct } from 'constructs';
import { optionValues } from '../../topology/kafka';
import type { Component } from '../../topology/topology';
import { secretOf } from '../kubernetes/environment';
import { smallResources } from '../kubernetes/pod';
import { containerSecurity } from '../kubernetes/security';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './postgres';

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
  constructor(scope: Construct, id: string, { instance, components, storageClassName }: StoreProps) {
    super(scope, id);
    for (const component of components) {
      const server = component.role.volume !== undefined;
      new Workload(this, component.name, {
        instance,
        component,
        storageClassName,
        environment: server
          ? {
              AWS_ACCESS_KEY_ID: secretOf(instance, 'object-store', 'access-key-id'),
              AWS_SECRET_ACCESS_KEY: secretOf(instance, 'object-store', 'secret-access-key'),
            }
          : {},
        initContainers: makeIndexFolder(component),
      });
    }
  }
}
