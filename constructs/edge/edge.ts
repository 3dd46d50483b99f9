import { Construct } from 'constructs';
import type { Settings } from '../../settings/schema';
import { type Component, endpoint, type Topology } from '../../topology/topology';
import { configMap, file } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import { Workload } from '../kubernetes/workload';
import { controllers } from './controllers';
import { ingress } from './ingress';
import { nginxPod } from './nginx-pod';

export interface EdgeProps {
  readonly instance: Instance;
  readonly component: Component;
  readonly topology: Topology;
  readonly ingestUrl: string;
  readonly ingress: Settings['ingress'];
  readonly clusterDomain: string;
}

// As in files/edge/nginx.conf, which enforces it whatever the controller makes of it.
const store = '/api/[1-9][0-9]{0,19}/store/';

/** The public door: lets in /api/<project id>/store/ and nothing else, and can reach Relay and nothing else. */
export class Edge extends Construct {
  constructor(scope: Construct, id: string, { instance, component, topology, ingestUrl, ingress: settings, clusterDomain }: EdgeProps) {
    super(scope, id);
    const relay = endpoint(topology, 'relay');
    const files = configMap(this, instance, component.name, { 'nginx.conf': file('edge/nginx.conf') });
    new Workload(this, component.name, {
      instance,
      component,
      // nginx's resolver knows no search domains.
      ...nginxPod(files, { SENTRY_RELAY: `${relay.host}.${instance.namespace}.svc.${clusterDomain}:${relay.port}` }),
    });
    const controller = settings.className === undefined ? undefined : controllers[settings.className];
    ingress(this, {
      instance,
      component: component.name,
      host: new URL(ingestUrl).hostname,
      // A controller that we know no expression for is given the prefix; the edge refuses the rest.
      ...(controller === undefined
        ? { path: '/api/', pathType: 'Prefix' }
        : { path: controller.path(store), pathType: 'ImplementationSpecific' }),
      className: settings.className,
      tlsSecret: settings.tlsSecret,
      annotations: { ...controller?.annotations, ...settings.annotations },
    });
  }
}
