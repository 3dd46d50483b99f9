import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { type Instance, metadata, objectName } from '../kubernetes/instance';

export interface IngressProps {
  readonly instance: Instance;
  /** Name of the Service behind it. */
  readonly component: string;
  readonly host: string;
  readonly path: string;
  readonly pathType: 'Prefix' | 'ImplementationSpecific';
  readonly className?: string;
  readonly tlsSecret?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** One host, one path, one Service. */
export const ingress = (
  scope: Construct,
  { instance, component, host, path, pathType, className, tlsSecret, annotations }: IngressProps,
): void => {
  new k8s.KubeIngress(scope, 'ingress', {
    metadata: { ...metadata(instance, component), ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }) },
    spec: {
      ingressClassName: className,
      tls: tlsSecret === undefined ? undefined : [{ hosts: [host], secretName: tlsSecret }],
      rules: [
        {
          host,
          http: { paths: [{ path, pathType, backend: { service: { name: objectName(instance, component), port: { name: 'http' } } } }] },
        },
      ],
    },
  });
};
