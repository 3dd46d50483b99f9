// cert-manager's Certificate of a door.
import type { Construct } from 'constructs';
import { Certificate } from '../../imports/cert-manager.io';
import { ReferenceGrantV1Beta1 } from '../../imports/gateway.networking.k8s.io';
import type { DoorSettings } from '../../settings/schema/ingress';
import { type Instance, metadata } from '../kubernetes/instance';
import { KubernetesObject } from '../kubernetes/object';

export interface CertificateProps {
  readonly instance: Instance;
  readonly component: string;
  readonly host: string;
  readonly secretName: string;
  readonly certManager: NonNullable<DoorSettings['certManager']>;
  /** Namespace of the Gateway that reads the Secret. @default - none */
  readonly gatewayNamespace?: string;
}

/** cert-manager's Certificate of a door, and for a Gateway of another namespace the right to read its Secret. */
export const certificate = (
  scope: Construct,
  { instance, component, host, secretName, certManager: { issuer, clusterIssuer }, gatewayNamespace }: CertificateProps,
): void => {
  new KubernetesObject(scope, 'certificate', Certificate, {
    metadata: metadata(instance, component),
    spec: {
      secretName,
      dnsNames: [host],
      issuerRef: {
        group: 'cert-manager.io',
        ...(issuer === undefined ? { kind: 'ClusterIssuer', name: clusterIssuer ?? '' } : { kind: 'Issuer', name: issuer }),
      },
    },
  });
  if (gatewayNamespace === undefined || gatewayNamespace === instance.namespace) return;
  // v1beta1 is served by every version of the Gateway API that has HTTPRoute v1.
  new KubernetesObject(scope, 'grant', ReferenceGrantV1Beta1, {
    metadata: metadata(instance, component),
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: gatewayNamespace }],
      to: [{ group: '', kind: 'Secret', name: secretName }],
    },
  });
};
