// Real ingress controllers on the control plane: Skipper and Traefik.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { binary } from './binaries';
import { Background, type ControlPlane, freePort } from './control-plane';
import { addNamespace } from './workloads';

/** An ingress controller that runs on the control plane and listens for requests on loopback. */
export interface IngressController {
  readonly port: number;
  readonly process: Background;
  stop(): Promise<void>;
}

const run = (name: string, port: number, args: readonly string[]): IngressController => {
  const folder = mkdtempSync(path.join(tmpdir(), `cdk8s-sentry-${name}-`));
  const process = new Background(name, [binary(name), ...args], folder);
  return {
    port,
    process,
    stop: async () => {
      await process.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Skipper, for Ingresses of class `skipper`. */
export const startSkipper = async ({ cluster }: ControlPlane): Promise<IngressController> => {
  const [url, port] = await Promise.all([cluster.url(), freePort()]);
  return run('skipper', port, [
    `-address=127.0.0.1:${port}`,
    '-support-listener=',
    '-access-log-disabled',
    '-source-poll-timeout=500',
    '-wait-for-healthcheck-interval=0s',
    '-kubernetes',
    `-kubernetes-url=${url}`,
    '-kubernetes-ingress-class=^skipper$',
    '-kubernetes-https-redirect=false',
    '-kubernetes-healthcheck=false',
    '-enable-kubernetes-endpointslices',
  ]);
};

/** The Gateway of Traefik, in a namespace of its own. */
export const traefikGateway = { name: 'public', namespace: 'gateways' };

/** Traefik, for Ingresses of class `traefik` and for HTTPRoutes of its Gateway. */
export const startTraefik = async ({ cluster }: ControlPlane): Promise<IngressController> => {
  const [url, port] = await Promise.all([cluster.url(), freePort()]);
  // It watches these beside what crds/ has.
  const kinds = ['backendtlspolicies', 'gatewayclasses', 'gateways', 'grpcroutes'];
  cluster.kubectl(
    'apply',
    '--server-side',
    ...kinds.flatMap((kind) => ['-f', binary(`gateway-api/gateway.networking.k8s.io_${kind}.yaml`)]),
  );
  cluster.kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
  const spec = { controller: 'traefik.io/ingress-controller' };
  await cluster.create('IngressClass', { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'traefik' }, spec });
  await addNamespace(cluster, traefikGateway.namespace);
  const api = { apiVersion: 'gateway.networking.k8s.io/v1' };
  await cluster.create('GatewayClass', {
    ...api,
    kind: 'GatewayClass',
    metadata: { name: 'traefik' },
    spec: { controllerName: 'traefik.io/gateway-controller' },
  });
  const listener = { name: 'http', protocol: 'HTTP', port, allowedRoutes: { namespaces: { from: 'All' } } };
  await cluster.create(
    'Gateway',
    { ...api, kind: 'Gateway', metadata: { name: traefikGateway.name }, spec: { gatewayClassName: 'traefik', listeners: [listener] } },
    traefikGateway.namespace,
  );
  return run('traefik', port, [
    `--entryPoints.web.address=127.0.0.1:${port}`,
    '--global.sendAnonymousUsage=false',
    '--global.checkNewVersion=false',
    '--providers.kubernetesIngress=true',
    `--providers.kubernetesIngress.endpoint=${url}`,
    '--providers.kubernetesIngress.ingressClass=traefik',
    '--providers.kubernetesGateway=true',
    `--providers.kubernetesGateway.endpoint=${url}`,
  ]);
};
