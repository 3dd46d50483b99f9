// The public door.
import { Construct } from 'constructs';
import { addressOf } from '../../settings/address';
import { bodyMegabytes, largestBodyMegabytes } from '../../settings/endpoints';
import type { Settings } from '../../settings/schema';
import { endpoint } from '../../topology/query';
import type { Component, Topology } from '../../topology/topology';
import type { Environment } from '../kubernetes/environment';
import { configMap, type Files, file } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import { waitForNetwork } from '../kubernetes/waits';
import { Workload } from '../kubernetes/workload';
import { front } from './front';
import { edgeLists } from './lists';
import { nginxPod } from './nginx-pod';
import { publicPaths } from './paths';

export interface EdgeProps {
  readonly instance: Instance;
  readonly component: Component;
  readonly topology: Topology;
  readonly gate: Files;
  readonly ingest: Settings['ingest'];
  readonly ingress: Settings['ingress'];
  readonly clusterDomain: string;
}

/** More than files/edge/nginx.conf takes to connect to Relay and waits for its answer. */
const relaySeconds = 35;

/** Single values of the settings, for the placeholders of nginx.conf. */
const limits = ({ limits: settings, explainRefusals }: Settings['ingest']): Environment => {
  const requests = settings.requestsPerSecondPerClient;
  return {
    SENTRY_EVENT_MEGABYTES: `${bodyMegabytes('event', settings)}`,
    SENTRY_FILE_MEGABYTES: `${bodyMegabytes('file', settings)}`,
    SENTRY_HEADER_KILOBYTES: `${settings.headerKilobytes}`,
    SENTRY_REQUEST_TIMEOUT_SECONDS: `${settings.requestTimeoutSeconds}`,
    SENTRY_CONNECTIONS_PER_CLIENT: `${settings.connectionsPerClient}`,
    SENTRY_LIMIT_REQUESTS: requests === undefined ? 'off' : 'on',
    // nginx wants a rate even where nobody is counted.
    SENTRY_REQUESTS_PER_SECOND: `${requests ?? 1}`,
    SENTRY_EXPLAIN_REFUSALS: explainRefusals ? 'on' : 'off',
  };
};

/** The public door: lets in the endpoints that `ingest` opens and nothing else, and can reach Relay and nothing else. */
export class Edge extends Construct {
  constructor(scope: Construct, id: string, { instance, component, topology, gate, ingest, ingress: settings, clusterDomain }: EdgeProps) {
    super(scope, id);
    const relay = endpoint(topology, 'relay');
    const files = configMap(this, instance, component.name, { 'nginx.conf': file('edge/nginx.conf'), ...edgeLists(ingest) });
    new Workload(this, component.name, {
      instance,
      component,
      ...nginxPod(files, {
        // nginx's resolver knows no search domains.
        SENTRY_RELAY: `${relay.host}.${instance.namespace}.svc.${clusterDomain}:${relay.port}`,
        ...limits(ingest),
      }),
      ...waitForNetwork(gate, component),
    });
    front(this, {
      instance,
      component: component.name,
      port: endpoint(topology, 'edge').port,
      host: addressOf(ingest.url).host,
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
