import { BlockList, isIPv6 } from 'node:net';

type Labels = Readonly<Record<string, string>>;

interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}

/** A NetworkPolicy of networking.k8s.io/v1 as the API server stores it. */
export interface NetworkPolicy {
  readonly metadata: { readonly namespace?: string };
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** A pod, or an address outside the cluster when it has no namespace. */
export interface Endpoint {
  readonly ip: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  /** Numbers of the named ports of its containers. */
  readonly ports?: Readonly<Record<string, number>>;
}

export interface Target {
  readonly port: number;
  /** @default 'TCP' */
  readonly protocol?: string;
}

const selects = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        throw new Error(`unknown operator ${operator}`);
    }
  });

const contains = (cidr: string, ip: string): boolean => {
  const [network = '', prefix = ''] = cidr.split('/');
  const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');
  if (family(network) !== family(ip)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family(network));
  return block.check(ip, family(ip));
};

/**
 * Whether the policies let one endpoint open a connection to another, by the rules of the NetworkPolicy API:
 * a pod that no policy of a direction selects is open in it, policies add up, and both ends must agree.
 * An ipBlock is held against the address of a pod too, as most network plugins do.
 */
export class NetworkPolicies {
  private readonly policies: readonly NetworkPolicy[];
  private readonly namespaces: Readonly<Record<string, Labels>>;

  /** @param namespaces labels by name */
  constructor(policies: readonly NetworkPolicy[], namespaces: Readonly<Record<string, Labels>>) {
    this.policies = policies;
    this.namespaces = namespaces;
  }

  allow(from: Endpoint, to: Endpoint, target: Target): boolean {
    return this.open('Egress', from, to, to, target) && this.open('Ingress', to, from, to, target);
  }

  private open(direction: 'Ingress' | 'Egress', pod: Endpoint, other: Endpoint, server: Endpoint, target: Target): boolean {
    if (pod.namespace === undefined) return true;
    const applying = this.policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === pod.namespace && spec.policyTypes.includes(direction) && selects(spec.podSelector, pod.labels ?? {}),
    );
    if (applying.length === 0) return true;
    return applying.some(({ metadata, spec }) =>
      ((direction === 'Ingress' ? spec.ingress : spec.egress) ?? []).some((rule) => {
        const peers = (direction === 'Ingress' ? rule.from : rule.to) ?? [];
        const ports = rule.ports ?? [];
        return (
          (peers.length === 0 || peers.some((peer) => this.isPeer(peer, other, metadata.namespace))) &&
          (ports.length === 0 || ports.some((port) => isPort(port, server, target)))
        );
      }),
    );
  }

  private isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, other: Endpoint, namespace: string | undefined): boolean {
    if (ipBlock !== undefined) return contains(ipBlock.cidr, other.ip) && !(ipBlock.except ?? []).some((cidr) => contains(cidr, other.ip));
    if (other.namespace === undefined) return false;
    const inNamespace =
      namespaceSelector === undefined ? other.namespace === namespace : selects(namespaceSelector, this.namespaces[other.namespace] ?? {});
    return inNamespace && (podSelector === undefined || selects(podSelector, other.labels ?? {}));
  }
}

const isPort = ({ port, endPort, protocol = 'TCP' }: Port, server: Endpoint, target: Target): boolean => {
  if (protocol !== (target.protocol ?? 'TCP')) return false;
  if (port === undefined) return true;
  const number = typeof port === 'string' ? server.ports?.[port] : port;
  return number !== undefined && target.port >= number && target.port <= (endPort ?? number);
};
