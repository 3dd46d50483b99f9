// The internal door, where people open Sentry.
import { Construct } from 'constructs';
import { addressOf } from '../../settings/address';
import type { Settings } from '../../settings/schema';
import { endpoint } from '../../topology/query';
import type { Component, Topology } from '../../topology/topology';
import { configMap, type Files, file } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import { waitForNetwork } from '../kubernetes/waits';
import { Workload } from '../kubernetes/workload';
import { front } from './front';
import { nginxPod } from './nginx-pod';

export interface InternalDoorProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly gate: Files;
  readonly url: string;
  readonly ingress: Settings['ingress']['internal'];
}

// Of files/nginx/nginx.conf: some seconds to connect to Sentry, and 90 to wait for its answer.
const limits = { bodyMegabytes: 100, answerSeconds: 5 + 90 };

/** Upstream's nginx with upstream's routes: where people open Sentry, by port-forward or by an Ingress of an internal class. */
export class InternalDoor extends Construct {
  constructor(scope: Construct, id: string, { instance, components, topology, gate, url, ingress: settings }: InternalDoorProps) {
    super(scope, id);
    const web = endpoint(topology, 'web');
    const relay = endpoint(topology, 'relay');
    for (const component of components) {
      const files = configMap(this, instance, component.name, { 'nginx.conf': file('nginx/nginx.conf') });
      new Workload(this, component.name, {
        instance,
        component,
        // Without an Ingress nobody but the kubelet, which forwards ports, has business here.
        open: settings !== undefined,
        ...nginxPod(files, { SENTRY_WEB: `${web.host}:${web.port}`, SENTRY_RELAY: `${relay.host}:${relay.port}` }),
        ...waitForNetwork(gate, component),
      });
      if (settings === undefined) continue;
      front(this, {
        instance,
        component: component.name,
        port: endpoint(topology, component.name).port,
        host: addressOf(url).host,
        limits,
        settings,
        paths: () => [{ type: 'Prefix', path: '/' }],
      });
    }
  }
}
