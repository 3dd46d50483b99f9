// The NetworkPolicy of a component.

import type { Construct } from 'constructs';
import type { Component, Connection } from '../../topology/topology';
import { type Instance, metadata, selectorLabels } from './instance';
import * as k8s from './k8s';
import { metadataServices } from './metadata-services';
import { KubernetesObject } from './object';

const port = (number: number, protocol = 'TCP'): k8s.NetworkPolicyPort => ({ port: k8s.IntOrString.fromNumber(number), protocol });

const dnsPorts = (numbers: readonly number[]): k8s.NetworkPolicyPort[] =>
  numbers.flatMap((number) => ['UDP', 'TCP'].map((protocol) => port(number, protocol)));

/**
 * Policies are judged after address translation, so the ports are those that DNS pods listen on: 5353 on OpenShift, 8053 on Gardener.
 * Caches of a node and clouds' resolvers have link-local addresses. A metadata service has one too, but answers on port 80.
 */
const dns = (resolvers: readonly string[]): k8s.NetworkPolicyEgressRule[] => [
  { to: [{ namespaceSelector: {} }, ...resolvers.map((cidr) => ({ ipBlock: { cidr } }))], ports: dnsPorts([53, 5353, 8053]) },
  { to: [{ ipBlock: { cidr: '169.254.0.0/16' } }], ports: dnsPorts([53]) },
];

const metadataBlocks = metadataServices.map(({ block }) => block);

const anywhere: k8s.NetworkPolicyPeer[] = [
  { ipBlock: { cidr: '0.0.0.0/0', except: metadataBlocks.filter((block) => !block.includes(':')) } },
  { ipBlock: { cidr: '::/0', except: metadataBlocks.filter((block) => block.includes(':')) } },
];

const internet: k8s.NetworkPolicyEgressRule = { to: anywhere };

// An API server may listen on any port. Where it runs on a node, Cilium matches no ipBlock, but a rule without peers:
// then it listens on one of these, on which no metadata service answers.
const kubernetesApi: readonly k8s.NetworkPolicyEgressRule[] = [internet, { ports: [6443, 8443, 16443].map((number) => port(number)) }];

interface NetworkPolicyRule {
  readonly peers: readonly string[];
  readonly ports: readonly number[];
}

/** Peers that use the same ports share a rule. */
const rules = (connections: readonly Connection[], side: 'from' | 'to'): NetworkPolicyRule[] => {
  const portsOf = new Map<string, number[]>();
  for (const connection of connections) portsOf.set(connection[side], [...(portsOf.get(connection[side]) ?? []), connection.number]);
  const byPorts = new Map<string, NetworkPolicyRule>();
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
  const fromPeers = rules(inbound, 'from').map(({ peers, ports }) => ({
    from: [pods(instance, peers)],
    ports: ports.map((number) => port(number)),
  }));
  const ingress = [...fromPeers, ...(open && first !== undefined ? [{ ports: [port(first)] }] : [])];
  const inside = outbound.filter(({ outside }) => outside === undefined);
  const egress = [
    ...rules(inside, 'to').map(({ peers, ports }) => ({ to: [pods(instance, peers)], ports: ports.map((number) => port(number)) })),
    ...outbound.flatMap(({ outside, number }) =>
      outside === undefined ? [] : [{ to: outside.networks?.map((cidr) => ({ ipBlock: { cidr } })) ?? anywhere, ports: [port(number)] }],
    ),
  ];
  new KubernetesObject(scope, `${name}-network`, k8s.KubeNetworkPolicy, {
    metadata: metadata(instance, name),
    spec: {
      podSelector: { matchLabels: selectorLabels(instance, name) },
      policyTypes: ['Ingress', 'Egress'],
      // Absent lets in as little as empty, and is what the API server keeps.
      ingress: ingress.length === 0 ? undefined : ingress,
      egress: [
        ...dns(instance.resolvers),
        ...egress,
        ...(role.internet === undefined ? [] : [internet]),
        ...(role.kubernetesApi === true ? kubernetesApi : []),
      ],
    },
  });
};
