// A door's Ingress.

import type { Construct } from 'constructs';
import { type Instance, metadata, objectName } from '../kubernetes/instance';
import * as k8s from '../kubernetes/k8s';
import { KubernetesObject } from '../kubernetes/object';
import { controllerOf } from './controllers';
import type { DoorPath } from './paths';

export interface IngressProps {
  readonly instance: Instance;
  /** Name of the Service behind it. */
  readonly component: string;
  readonly host: string;
  readonly paths: readonly DoorPath[];
  /** Whose way to write an expression is taken. */
  readonly controller?: string;
  readonly className?: string;
  readonly tlsSecret?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** One host, its paths, one Service. */
export const ingress = (
  scope: Construct,
  { instance, component, host, paths, controller, className, tlsSecret, annotations }: IngressProps,
): void => {
  const { expression } = controllerOf(controller);
  const backend = { service: { name: objectName(instance, component), port: { name: 'http' } } };
  new KubernetesObject(scope, 'ingress', k8s.KubeIngress, {
    metadata: { ...metadata(instance, component), ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }) },
    spec: {
      ingressClassName: className,
      tls: tlsSecret === undefined ? undefined : [{ hosts: [host], secretName: tlsSecret }],
      rules: [
        {
          host,
          http: {
            paths: paths.map(({ type, path }) =>
              type === 'Expression'
                ? { path: expression?.path(path), pathType: 'ImplementationSpecific', backend }
                : { path, pathType: type, backend },
            ),
          },
        },
      ],
    },
  });
};
