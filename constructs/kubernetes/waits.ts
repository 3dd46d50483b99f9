// Init containers that wait for stores, schemas and topics.

import { requireRole } from '../../topology/query';
import type { Component, Topology } from '../../topology/topology';
import { type Environment, envVars } from './environment';
import type { Files } from './files';
import type * as k8s from './k8s';
import { fileMounts, type PodProps, smallResources } from './pod';
import { containerSecurity } from './security';

const gatePath = '/etc/gate';

const addresses = (outbound: Component['outbound']): string[] => outbound.map(({ host, number }) => `${host}:${number}`);

/** `host:port` of each store that the component cannot start without; its NetworkPolicy allows no more. */
const awaitedAddresses = ({ outbound }: Component): string[] => addresses(outbound.filter(({ awaited }) => awaited));

type Wait = Required<Pick<PodProps, 'initContainers' | 'initMounts'>>;

const wait = (gate: Files, container: Omit<k8s.Container, 'securityContext' | 'volumeMounts'>): Wait => {
  const initMounts = [{ files: gate, path: gatePath }];
  return { initContainers: [{ ...container, securityContext: containerSecurity({}), volumeMounts: fileMounts(initMounts) }], initMounts };
};

/** The gate's script that marks a schema and waits for the mark. */
export const schemaScript = `${gatePath}/schema.py`;

/** Waits in Python from the pod's own image, without importing Sentry or Snuba, for the schema of the pod's own release and then for its stores. */
export const waitForSchema = (component: Component, gate: Files, database: 'postgres' | 'clickhouse', environment: Environment): Wait =>
  wait(gate, {
    name: 'wait-for-schema',
    image: component.image,
    command: ['python3', schemaScript, 'wait', database],
    env: envVars({ ...environment, WAIT_FOR: awaitedAddresses(component).join(',') }),
    resources: smallResources('128Mi'),
  });

/** Waits for TCP of the component's stores alone, with the shell of an image: the nginx image's, since the pod's own may have none. */
export const waitForStores = (
  topology: Topology,
  gate: Files,
  component: Component,
  image: string = requireRole(topology, 'nginx').image,
): Wait =>
  wait(gate, {
    name: 'wait-for-stores',
    image,
    command: ['sh', `${gatePath}/wait-tcp.sh`, ...awaitedAddresses(component)],
    resources: smallResources('32Mi'),
  });

/**
 * Waits with the component's own image until it reaches what it leads to, a quarter of a minute at most: the network lets a new pod
 * through some time after it has an address, and a door that is ready before that refuses what the pod before it would have served.
 */
export const waitForNetwork = (gate: Files, component: Component): Wait =>
  wait(gate, {
    name: 'wait-for-network',
    image: component.image,
    command: ['sh', `${gatePath}/wait-tcp.sh`, ...addresses(component.outbound)],
    env: envVars({ WAIT_SECONDS: '15' }),
    resources: smallResources('32Mi'),
  });

/** Waits in Python, with Sentry's image, until Kafka has topics: for a program that ends where one is missing. */
export const waitForTopics = (topology: Topology, gate: Files, topics: readonly string[]): Wait => {
  const { host, port } = topology.stores.kafka;
  return wait(gate, {
    name: 'wait-for-topics',
    image: requireRole(topology, 'web').image,
    command: ['python3', `${gatePath}/topics.py`, ...topics],
    env: envVars({ KAFKA_BOOTSTRAP_SERVERS: `${host}:${port}` }),
    resources: smallResources('128Mi'),
  });
};
