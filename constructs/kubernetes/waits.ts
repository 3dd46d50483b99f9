import type { k8s } from 'cdk8s-plus-27';
import type { Component, Topology } from '../../topology/topology';
import { type Environment, envVars } from './environment';
import type { Files } from './files';
import type { Instance } from './instance';
import { fileMounts, smallResources } from './pod';
import { containerSecurity } from './security';

const gatePath = '/etc/gate';
const stores = ['postgres', 'redis', 'kafka', 'clickhouse', 'object-store'];

/** `host:port` of each store that the component itself connects to; its NetworkPolicy allows no more. */
export const storeAddresses = (instance: Instance, topology: Topology, component: Component): string[] =>
  component.outbound
    .filter(({ to }) => stores.includes(topology.components.find(({ name }) => name === to)?.role.subsystem ?? ''))
    .map(({ to, number }) => `${instance.name}-${to}:${number}`);

/** Waits in Python from the pod's own image, without importing Sentry or Snuba, for the schema of the pod's own release and then for its stores. */
export const waitForSchema = (
  component: Component,
  gate: Files,
  database: 'postgres' | 'clickhouse',
  environment: Environment,
  addresses: readonly string[],
): k8s.Container => ({
  name: 'wait-for-schema',
  image: component.image,
  command: ['python3', `${gatePath}/schema.py`, 'wait', database],
  env: envVars({ ...environment, WAIT_FOR: addresses.join(',') }),
  resources: smallResources('128Mi'),
  securityContext: containerSecurity({}),
  volumeMounts: fileMounts([{ files: gate, path: gatePath }]),
});

/** Waits for TCP alone, with the shell of the nginx image: the pod's own image may have none. */
export const waitForTcp = (topology: Topology, gate: Files, addresses: readonly string[]): k8s.Container => {
  const nginx = topology.components.find(({ role }) => role.name === 'nginx');
  if (nginx === undefined) throw new Error('no component of role nginx, whose image waits');
  return {
    name: 'wait-for-stores',
    image: nginx.image,
    command: ['sh', `${gatePath}/wait-tcp.sh`, ...addresses],
    resources: smallResources('32Mi'),
    securityContext: containerSecurity({}),
    volumeMounts: fileMounts([{ files: gate, path: gatePath }]),
  };
};

/** How a pod gets at the gate's scripts. */
export const gateMount = (gate: Files) => ({ files: gate, path: gatePath });
