import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Component, Connection } from '../../topology/topology';
import { type Instance, metadata, selectorLabels } from './instance';

const port = (number: number): k8s.NetworkPolicyPort => ({ port: k8s.IntOrString.fromNumber(number), protocol: 'TCP' });

// Pods of the cluster's DNS wherever they run, and NodeLocal DNSCache at its fixed address.
const dns: k8s.NetworkPolicyEgressRule = {
  to: [{ namespaceSelector: {} }, { ipBlock: { cidr: '169.254.20.10/32' } }],
  ports: ['UDP', 'TCP'].map((protocol) => ({ port: k8s.IntOrString.fromNumber(53), protocol })),
};

// Link-local addresses serve the cloud's metadata, credentials included.
const internet: k8s.NetworkPolicyEgressRule = {
  to: [
    { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } },
    { ipBlock: { cidr: '::/0', except: ['fe80::/10', 'fd00:ec2::254/128'] } },
  ],
};

// The API server's Service forwards to the address of a node, so the policy sees one of these ports there.
const kubernetesApi: k8s.NetworkPolicyEgressRule = { ...internet, ports: [port(443), port(6443)] };

interface Rule {
  readonly peers: readonly string[];
  readonly ports: readonly number[];
}

/** Peers that use the same ports share a rule. */
const rules = (connections: readonly Connection[], side: 'from' | 'to'): Rule[] => {
  const portsOf = new Map<string, number[]>();
  for (const connection of connections) portsOf.set(connection[side], [...(portsOf.get(connection[side]) ?? []), connection.number]);
  const byPorts = new Map<string, Rule>();
  for (const [peer, ports] of portsOf)
    byPorts.set(ports.join(), { peers: [...(byPorts.get(ports.join())?.peers ?? []), peer].sort(), ports });
  return [...byPorts.values()];
};

const pods = (instance: Instance, components: readonly string[]): k8s.NetworkPolicyPeer => {
  const [first, ...others] = components;
  if (first !== undefined && others.length === 0) return { podSelector: { matchLabels: selectorLabels(instance, first) } };
  return {
    podSelector: {
      matchLabels: { 'app.kubernetes.io/instance': instance.name },
      matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: [...components] }],
    },
  };
};

/** The component's connections and no others, in both directions. */
export const networkPolicy = (scope: Construct, instance: Instance, component: Component, open = component.role.public === true): void => {
  const { name, role, inbound, outbound } = component;
  const first = Object.values(role.ports ?? {})[0];
  const fromPeers = rules(inbound, 'from').map(({ peers, ports }) => ({ from: [pods(instance, peers)], ports: ports.map(port) }));
  const ingress = [...fromPeers, ...(open && first !== undefined ? [{ ports: [port(first)] }] : [])];
  const egress = rules(outbound, 'to').map(({ peers, ports }) => ({ to: [pods(instance, peers)], ports: ports.map(port) }));
  new k8s.KubeNetworkPolicy(scope, `${name}-network`, {
    metadata: metadata(instance, name),
    spec: {
      podSelector: { matchLabels: selectorLabels(instance, name) },
      policyTypes: ['Ingress', 'Egress'],
      // Absent lets in as little as empty, and is what the API server keeps.
      ingress: ingress.length === 0 ? undefined : ingress,
      egress: [dns, ...egress, ...(role.internet === undefined ? [] : [internet]), ...(role.kubernetesApi === true ? [kubernetesApi] : [])],
    },
  });
};
