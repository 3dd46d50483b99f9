// What stands in front of the doors.
import * as z from 'zod';
import { dnsLabel, dnsName } from './values';

/** Ingress controllers and implementations of the Gateway API of which we know what they can express. */
export const controllerNames = [
  'aws-alb',
  'azure-application-gateway',
  'cilium',
  'contour',
  'envoy-gateway',
  'f5-nginx',
  'gke',
  'haproxy-ingress',
  'haproxy-technologies',
  'ingress-nginx',
  'istio',
  'kong',
  'nginx-gateway-fabric',
  'skipper',
  'traefik',
] as const;

export type ControllerName = (typeof controllerNames)[number];

export const isControllerName = (name: string | undefined): name is ControllerName =>
  (controllerNames as readonly (string | undefined)[]).includes(name);

/** Those that serve routes of a Gateway alone, and those that serve Ingresses alone. */
export const servesNoIngress: readonly ControllerName[] = ['envoy-gateway', 'nginx-gateway-fabric'];
export const servesNoGateway: readonly ControllerName[] = ['ingress-nginx', 'skipper'];

const gateway = z
  .strictObject({
    name: dnsName('the name of a Gateway').describe('Name of a Gateway that exists. Its implementation is what `controller` names.'),
    namespace: dnsLabel('a namespace').optional().describe('Its namespace; that of the instance when absent.'),
    sectionName: dnsName('the name of a listener').optional().describe('Name of its listener; every one that fits the host when absent.'),
  })
  .describe(
    'Attaches an HTTPRoute to this Gateway instead of making an Ingress. Its listener ends TLS and must allow routes of the namespace.',
  );

const certManager = z
  .strictObject({
    issuer: dnsName('the name of an Issuer').optional().describe('Issuer of cert-manager in the namespace of the instance, by name.'),
    clusterIssuer: dnsName('the name of a ClusterIssuer')
      .optional()
      .describe('ClusterIssuer of cert-manager, by name: one for all namespaces.'),
  })
  .describe('Makes a Certificate for the host, by one of the two; its Secret is `tlsSecret`, by default <instance>-<component>-tls.');

const door = {
  controller: z
    .string()
    .regex(/^[a-z0-9][-a-z0-9.]*$/, 'expected the name of a controller in lower case')
    .optional()
    .describe(
      `What serves the Ingress or the Gateway. It decides how paths, body size and timeouts are written: ${controllerNames.join(', ')}. Absent or any other: a form that every controller reads.`,
    ),
  className: dnsName('an IngressClass').optional().describe('ingressClassName; the cluster’s default class when absent.'),
  gateway: gateway.optional(),
  tlsSecret: dnsName('the name of a Secret')
    .optional()
    .describe('Secret of type kubernetes.io/tls for the host; without it and certManager the Ingress is plain HTTP.'),
  certManager: certManager.optional(),
  annotations: z.record(z.string(), z.string()).default({}).describe('Annotations of the Ingress or HTTPRoute; they win over ours.'),
};

/** What stands in front of the doors. */
export const ingress = z
  .strictObject({
    ...door,
    internal: z
      .strictObject(door)
      .optional()
      .describe('An Ingress or HTTPRoute for `url`, of another class or Gateway; without it reach Sentry by port-forward.'),
  })
  .prefault({})
  .describe('The public Ingress or HTTPRoute, and optionally the internal one.');

export type DoorSettings = z.output<z.ZodObject<typeof door>>;
