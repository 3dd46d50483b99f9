// Judges connections by NetworkPolicies, as plugins do.
import { BlockList, isIPv6 } from 'node:net';
import { type Manifest, podSpecs } from 'manifest-review/manifests';

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

/** A pod, an address of a node, or an address outside the cluster when it has no namespace. */
export interface Endpoint {
  readonly ip: string;
  /** Whether it is an address of a node: of the one that the pod in question runs on, or of another. */
  readonly node?: 'own' | 'other';
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

/** In what network plugins differ. */
export interface Plugin {
  /** Whether an ipBlock is held against the address of a pod, and of a node. */
  readonly blocksTake: { readonly pods: boolean; readonly nodes: boolean };
}

/** What most plugins do. */
const usual: Plugin = { blocksTake: { pods: true, nodes: true } };

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

const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

const blocks = new Map<string, BlockList>();

const contains = (cidr: string, ip: string): boolean => {
  const [network = '', prefix = ''] = cidr.split('/');
  if (family(network) !== family(ip)) return false;
  const block = blocks.get(cidr) ?? new BlockList();
  if (!blocks.has(cidr)) block.addSubnet(network, Number(prefix), family(network));
  blocks.set(cidr, block);
  return block.check(ip, family(ip));
};

/**
 * Whether the policies let one endpoint open a connection to another, by the rules of the NetworkPolicy API:
 * a pod that no policy of a direction selects is open in it, policies add up, and both ends must agree.
 * A pod's own node always reaches it; the way back is judged, as some plugins do.
 * The addresses are those after address translation.
 */
export class NetworkPolicies {
  private readonly policies: readonly NetworkPolicy[];
  private readonly namespaces: Readonly<Record<string, Labels>>;

  private readonly plugin: Plugin;
  private readonly selected = {
    Ingress: new WeakMap<Endpoint, readonly NetworkPolicy[]>(),
    Egress: new WeakMap<Endpoint, readonly NetworkPolicy[]>(),
  };

  /** @param namespaces labels by name */
  constructor(policies: readonly NetworkPolicy[], namespaces: Readonly<Record<string, Labels>>, plugin = usual) {
    this.policies = policies;
    this.namespaces = namespaces;
    this.plugin = plugin;
  }

  allow(from: Endpoint, to: Endpoint, target: Target): boolean {
    return this.open('Egress', from, to, to, target) && this.open('Ingress', to, from, to, target);
  }

  private open(direction: 'Ingress' | 'Egress', pod: Endpoint, other: Endpoint, server: Endpoint, target: Target): boolean {
    if (pod.namespace === undefined || (direction === 'Ingress' && other.node === 'own')) return true;
    const applying = this.applying(direction, pod);
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

  /** Policies of that direction that select the pod. */
  private applying(direction: 'Ingress' | 'Egress', pod: Endpoint): readonly NetworkPolicy[] {
    const known = this.selected[direction].get(pod);
    if (known !== undefined) return known;
    const found = this.policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === pod.namespace && spec.policyTypes.includes(direction) && selects(spec.podSelector, pod.labels ?? {}),
    );
    this.selected[direction].set(pod, found);
    return found;
  }

  private isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, other: Endpoint, namespace: string | undefined): boolean {
    if (ipBlock !== undefined) {
      const { pods, nodes } = this.plugin.blocksTake;
      if ((other.namespace !== undefined && !pods) || (other.node !== undefined && !nodes)) return false;
      return contains(ipBlock.cidr, other.ip) && !(ipBlock.except ?? []).some((cidr) => contains(cidr, other.ip));
    }
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

interface Template {
  readonly metadata?: { readonly labels?: Labels };
}

/** Pods of workloads by component, as their templates say that they will be. */
export const podsOf = (workloads: readonly Manifest[], namespace: string): Map<string, Endpoint> => {
  const pods = new Map<string, Endpoint>();
  for (const workload of workloads) {
    const [pod] = podSpecs(workload);
    if (pod === undefined) continue;
    const { template, jobTemplate } = workload.spec as { template?: Template; jobTemplate?: { spec: { template?: Template } } };
    const labels = (template ?? jobTemplate?.spec.template)?.metadata?.labels ?? {};
    const named = (pod.containers[0]?.['ports'] ?? []) as readonly { name: string; containerPort: number }[];
    const ports = Object.fromEntries(named.map(({ name, containerPort }) => [name, containerPort]));
    pods.set(String(labels['app.kubernetes.io/component']), { ip: `10.244.0.${pods.size + 1}`, namespace, labels, ports });
  }
  return pods;
};
