import { Construct } from 'constructs';
import { largestBodyMegabytes } from '../../settings/endpoints';
import type { Settings } from '../../settings/schema';
import { type Component, endpoint, type Topology } from '../../topology/topology';
import { configMap, file } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import { Workload } from '../kubernetes/workload';
import { front } from './front';
import { nginxPod } from './nginx-pod';
import { publicPaths } from './paths';

export interface EdgeProps {
  readonly instance: Instance;
  readonly component: Component;
  readonly topology: Topology;
  readonly ingest: Settings['ingest'];
  readonly ingress: Settings['ingress'];
  readonly clusterDomain: string;
}

/** Of files/edge/nginx.conf: to connect to Relay, and to wait for its answer. */
const relaySeconds = 5 + 30;

/** The public door: lets in /api/<project id>/store/ and nothing else, and can reach Relay and nothing else. */
export class Edge extends Construct {
  constructor(scope: Construct, id: string, { instance, component, topology, ingest, ingress: settings, clusterDomain }: EdgeProps) {
    super(scope, id);
    const relay = endpoint(topology, 'relay');
    const files = configMap(this, instance, component.name, { 'nginx.conf': file('edge/nginx.conf') });
    new Workload(this, component.name, {
      instance,
      component,
      // nginx's resolver knows no search domains.
      ...nginxPod(files, { SENTRY_RELAY: `${relay.host}.${instance.namespace}.svc.${clusterDomain}:${relay.port}` }),
    });
    front(this, {
      instance,
      component: component.name,
      port: endpoint(topology, 'edge').port,
      host: new URL(ingest.url).hostname,
      limits: {
        bodyMegabytes: largestBodyMegabytes(ingest),
        // A sender may pause that long before its last piece.
        answerSeconds: ingest.limits.requestTimeoutSeconds + relaySeconds,
      },
      settings,
      paths: (can) => publicPaths({ ...ingest, ...can }),
    });
  }
}
