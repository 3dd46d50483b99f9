import type { Manifest } from '../../constructs/kubernetes/subsystem-chart';
import { annotationsOf } from '../kinds';
import { added, changed, type Match, type Pair, type Rule } from '../rule';
import { at, equal, list, type Tree, text, tree, trees } from '../tree';
import { selects } from '../world';

type Direction = 'ingress' | 'egress';

/** One peer on one port; `*` for all of them. */
interface Way {
  readonly peer: unknown;
  readonly port: string;
}

// `In` with several values is one peer for each.
const split = (peer: Tree): Tree[] => {
  const [expression, ...others] = trees(at(peer, 'podSelector', 'matchExpressions'));
  if (expression === undefined || others.length > 0 || expression['operator'] !== 'In') return [peer];
  const labels = tree(at(peer, 'podSelector', 'matchLabels'));
  return list(expression['values']).map((value) => ({
    ...peer,
    podSelector: { matchLabels: { ...labels, [String(expression['key'])]: value } },
  }));
};

const ways = (policy: Manifest, direction: Direction): Way[] => {
  const spec = tree(policy.spec);
  const types = list(spec['policyTypes'] ?? ['Ingress', ...(list(spec['egress']).length > 0 ? ['Egress'] : [])]);
  if (!types.includes(direction === 'ingress' ? 'Ingress' : 'Egress')) return [];
  return trees(spec[direction]).flatMap((rule) => {
    const peers: unknown[] = trees(rule[direction === 'ingress' ? 'from' : 'to']).flatMap(split);
    const ports = trees(rule['ports']).map(
      (port) => `${port['protocol'] ?? 'TCP'} ${port['port'] ?? 'any'}${port['endPort'] === undefined ? '' : `-${port['endPort']}`}`,
    );
    return (peers.length === 0 ? ['*'] : peers).flatMap((peer) => (ports.length === 0 ? ['*'] : ports).map((port) => ({ peer, port })));
  });
};

/** Whether the ways hold that way, by itself or as part of a wider one. */
const holds = (known: readonly Way[], { peer, port }: Way): boolean =>
  known.some((way) => (way.peer === '*' || equal(way.peer, peer)) && (way.port === '*' || way.port === port));

const describe = ({ peer, port }: Way): string => {
  if (peer === '*') return `everything on ${port === '*' ? 'all ports' : port}`;
  const { podSelector, namespaceSelector, ipBlock } = tree(peer);
  const labels = Object.entries(tree(at(podSelector, 'matchLabels')));
  const pods =
    labels.find(([key]) => key === 'app.kubernetes.io/component')?.[1] ?? (labels.map((pair) => pair.join('=')).join(',') || 'all pods');
  const where =
    ipBlock !== undefined
      ? text(at(ipBlock, 'cidr'))
      : namespaceSelector === undefined
        ? pods
        : podSelector === undefined
          ? 'other namespaces'
          : `${pods} of other namespaces`;
  return `${where} on ${port === '*' ? 'all ports' : port}`;
};

const policiesOf = ({ before, after, namespace }: Pair, side: 'old' | 'new', labels: Tree): readonly Manifest[] =>
  (side === 'old' ? before : after)
    .ofKind('NetworkPolicy', namespace)
    .filter((policy) => selects(at(policy, 'spec', 'podSelector'), labels));

const restricts = (policies: readonly Manifest[], direction: Direction): boolean =>
  policies.some((policy) =>
    list(at(policy, 'spec', 'policyTypes') ?? ['Ingress']).includes(direction === 'ingress' ? 'Ingress' : 'Egress'),
  );

/** Ways of the pods that a policy is for, by all policies together; nothing where none restricts them. */
const allowed = (pair: Pair, side: 'old' | 'new', labels: Tree, direction: Direction): readonly Way[] => {
  const policies = policiesOf(pair, side, labels);
  return restricts(policies, direction) ? policies.flatMap((policy) => ways(policy, direction)) : [{ peer: '*', port: '*' }];
};

/** Pods that run before and after, among those that the policy is or was for. */
const stayingPods = ({ old, new: now, before, after, namespace }: Pair): Tree[] => {
  const takes = (labels: Tree): boolean =>
    selects(at(old, 'spec', 'podSelector'), labels) || selects(at(now, 'spec', 'podSelector'), labels);
  const names = new Set(before.workloads(namespace).map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`));
  return after
    .workloads(namespace)
    .filter(({ manifest, labels }) => names.has(`${manifest.kind}/${manifest.metadata.name}`) && takes(labels))
    .map(({ labels }) => labels);
};

/** Whether the peer is pods of this namespace of which none was there before. */
const isNewComponent = ({ peer }: Way, { before, after, namespace }: Pair): boolean => {
  const { podSelector, namespaceSelector, ipBlock } = tree(peer);
  if (podSelector === undefined || namespaceSelector !== undefined || ipBlock !== undefined) return false;
  const takes = ({ labels }: { readonly labels: Tree }): boolean => selects(podSelector, labels);
  return after.workloads(namespace).some(takes) && !before.workloads(namespace).some(takes);
};

const policyDifference = (pair: Pair, from: 'old' | 'new', keep: (way: Way) => boolean): Match[] => {
  if (
    pair.kind !== 'NetworkPolicy' ||
    (pair.old !== undefined && pair.new !== undefined && pair.changes.every(({ path }) => !path.startsWith('spec')))
  )
    return [];
  const to = from === 'old' ? 'new' : 'old';
  // Pods of one policy mostly share their other policies: the first of them stands for all.
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const found = new Map<string, Way>();
    for (const labels of stayingPods(pair).slice(0, 50)) {
      const known = allowed(pair, to, labels, direction);
      for (const way of allowed(pair, from, labels, direction)) if (!holds(known, way) && keep(way)) found.set(JSON.stringify(way), way);
    }
    const ways = [...found.values()].map(describe);
    return ways.length === 0
      ? []
      : [{ path: `spec.${direction}`, [from]: ways.length > 6 ? [...ways.slice(0, 5), `and ${ways.length - 5} more`] : ways }];
  });
};

/** Doors by host and path, with what is behind. */
const routes = (manifest: Manifest | undefined): Map<string, string> => {
  const found = new Map<string, string>();
  const spec = tree(manifest?.spec);
  if (manifest?.kind === 'Ingress') {
    if (spec['defaultBackend'] !== undefined) found.set('every host and path', JSON.stringify(spec['defaultBackend']));
    for (const rule of trees(spec['rules']))
      for (const path of trees(at(rule, 'http', 'paths')))
        found.set(`${rule['host'] ?? '*'}${path['path'] ?? '/'} (${path['pathType']})`, JSON.stringify(path['backend']));
    return found;
  }
  const hosts = list(spec['hostnames']);
  for (const rule of trees(spec['rules']))
    for (const host of hosts.length === 0 ? ['*'] : hosts)
      for (const match of list(rule['matches']).length === 0 ? [{}] : trees(rule['matches']))
        found.set(
          `${host}${at(match, 'path', 'value') ?? '/'} (${at(match, 'path', 'type') ?? 'PathPrefix'}${at(match, 'method') === undefined ? '' : ` ${at(match, 'method')}`})`,
          JSON.stringify(trees(rule['backendRefs']).map(({ name, port }) => [name, port])),
        );
  return found;
};

const doors = ['Ingress', 'HTTPRoute'];
const otherDoors = [
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
  'Gateway',
  'IngressRoute',
  'IngressRouteTCP',
  'VirtualService',
  'HTTPProxy',
  'VirtualServer',
  'RouteGroup',
  'Middleware',
];

const routeDifference = ({ kind, old, new: now }: Pair, from: 'old' | 'new'): Match[] => {
  if (!doors.includes(kind)) return [];
  const [has, other] = from === 'new' ? [routes(now), routes(old)] : [routes(old), routes(now)];
  return [...has.keys()].filter((route) => !other.has(route)).map((route) => ({ path: 'spec.rules', [from]: route }));
};

const outside = ['NodePort', 'LoadBalancer'];

const fromOutside = ({ kind, old, new: now }: Pair): Match[] => {
  if (kind !== 'Service' || now === undefined) return [];
  const [was, is] = [text(at(old, 'spec', 'type')) ?? 'ClusterIP', text(at(now, 'spec', 'type')) ?? 'ClusterIP'];
  const added = (field: string): string[] =>
    list(at(now, 'spec', field))
      .filter((item) => !list(at(old, 'spec', field)).includes(item))
      .map(String);
  const ranges = list(at(old, 'spec', 'loadBalancerSourceRanges'));
  return [
    ...(outside.includes(is) && !outside.includes(was) ? [{ path: 'spec.type', old: old && was, new: is }] : []),
    ...added('externalIPs').map((address) => ({ path: 'spec.externalIPs', new: address })),
    ...(old !== undefined && ranges.length > 0 && list(at(now, 'spec', 'loadBalancerSourceRanges')).length === 0
      ? [{ path: 'spec.loadBalancerSourceRanges', old: ranges }]
      : added('loadBalancerSourceRanges')
          .filter(() => ranges.length > 0)
          .map((range) => ({ path: 'spec.loadBalancerSourceRanges', new: range }))),
  ];
};

const restricting = /whitelist|allow|deny|auth|snippet|rewrite|regex|path|ssl|tls|cors|source-range|middleware/i;

const doorAnnotations = ({ kind, old, new: now }: Pair): Match[] => {
  if (!doors.includes(kind) || old === undefined || now === undefined) return [];
  const [before, after] = [annotationsOf(old), annotationsOf(now)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key] && restricting.test(key) && !/^(argocd|kubectl|meta\.helm|cdk8s)/.test(key))
    .map((key) => ({ path: `metadata.annotations[${key}]`, old: before[key], new: after[key] }));
};

const servicePort = (change: Match): boolean => !(change.old === undefined && /^spec\.ports\[[^\]]+\]$/.test(change.path));

/** Who can reach what. */
export const networkRules: readonly Rule[] = [
  {
    id: 'network-policy-wider',
    verdict: 'exposure',
    title: 'NetworkPolicies allow more',
    reason: 'Pods that run already can be reached from, or can reach, more places.',
    steps: 'Name the pods and ports that are needed, and no others.',
    find: (pair) => policyDifference(pair, 'new', (way) => !isNewComponent(way, pair)),
  },
  {
    id: 'network-policy-new-component',
    verdict: 'safe',
    title: 'NetworkPolicies let a new component in',
    reason: 'The peers come with this change: nothing that ran before gains a way.',
    steps: '',
    find: (pair) => policyDifference(pair, 'new', (way) => isNewComponent(way, pair)),
  },
  {
    id: 'network-policy-narrower',
    verdict: 'outage',
    title: 'NetworkPolicies allow less',
    reason: 'Connections that were allowed are cut where the network plugin enforces policies.',
    steps: 'Make sure that nothing uses them, or remove their users first.',
    find: (pair) =>
      policyDifference(pair, 'old', (way) =>
        pair.after
          .workloads(pair.namespace)
          .some(({ labels }) => tree(way.peer)['podSelector'] === undefined || selects(tree(way.peer)['podSelector'], labels)),
      ),
  },
  {
    id: 'route-wider',
    verdict: 'exposure',
    title: 'Host or path that a door did not serve before',
    reason: 'It can be reached from wherever the door can be reached from.',
    steps: 'Check that it is meant for everybody who reaches that door.',
    find: (pair) => routeDifference(pair, 'new'),
  },
  {
    id: 'route-removed',
    verdict: 'outage',
    title: 'Host or path that a door no longer serves',
    reason: 'Requests to it are refused.',
    steps: 'Serve both until nobody uses the old one.',
    find: (pair) => (pair.new === undefined ? [] : routeDifference(pair, 'old')),
  },
  {
    id: 'door-removed',
    verdict: 'outage',
    title: 'Door removed',
    reason: 'Its hosts and paths are no longer served once it is pruned, unless another door has them.',
    steps: 'Make sure that another door serves them first.',
    find: (pair) => (pair.new === undefined ? routeDifference(pair, 'old') : []),
  },
  {
    id: 'route-backend',
    verdict: 'outage',
    title: 'What is behind a door',
    reason: 'Requests go elsewhere from the moment that the controller sees it.',
    steps: 'Make sure that the new backend is ready before.',
    find: ({ kind, old, new: now }) => {
      if (!doors.includes(kind) || old === undefined || now === undefined) return [];
      const after = routes(now);
      return [...routes(old)].flatMap(([route, backend]) => {
        const found = after.get(route);
        return found === undefined || found === backend ? [] : [{ path: `spec.rules[${route}]`, old: backend, new: found }];
      });
    },
  },
  {
    id: 'door-class',
    verdict: 'outage',
    title: 'Controller of a door',
    reason: 'Another controller serves it: its address changes, and DNS has to follow.',
    steps: 'Serve both until DNS has moved.',
    find: changed(doors, /^spec\.(ingressClassName|parentRefs)/),
  },
  {
    id: 'door-certificate',
    verdict: 'outage',
    title: 'Certificate of a door',
    reason: 'Clients see another certificate, or the controller’s own while that Secret is missing.',
    steps: 'Make the Secret first, and check that it is for these hosts.',
    find: changed('Ingress', /^spec\.tls/, ({ new: now }) => now !== undefined),
  },
  {
    id: 'door-without-tls',
    verdict: 'exposure',
    title: 'Door without TLS',
    reason: 'What was encrypted is sent in plain text.',
    steps: 'Keep the tls section.',
    find: ({ kind, old, new: now }) =>
      kind === 'Ingress' &&
      old !== undefined &&
      now !== undefined &&
      list(at(old, 'spec', 'tls')).length > 0 &&
      list(at(now, 'spec', 'tls')).length === 0
        ? [{ path: 'spec.tls', old: at(old, 'spec', 'tls') }]
        : [],
  },
  {
    id: 'door-annotations',
    verdict: 'exposure',
    title: 'Annotation that tells a controller whom to let in, and where',
    reason: 'Controllers read who may pass, and which paths mean what, from annotations.',
    steps: 'Read the controller’s documentation of the annotation for both values.',
    find: doorAnnotations,
  },
  {
    id: 'other-door',
    verdict: 'exposure',
    title: 'Route or gateway of a kind that is not read here',
    reason: 'It decides what can be reached from outside, in a form that this review does not read.',
    steps: 'Compare old and new by eye.',
    find: (pair) => [...added(otherDoors)(pair), ...changed(otherDoors, /^spec/)(pair)],
  },
  {
    id: 'service-from-outside',
    verdict: 'exposure',
    title: 'Service reachable from outside the cluster',
    reason: 'It gets an address that is reachable from outside, past every Ingress.',
    steps: 'Keep it a ClusterIP and reach it through a door, or limit loadBalancerSourceRanges.',
    find: fromOutside,
  },
  {
    id: 'service-route',
    verdict: 'outage',
    title: 'Selector, ports or type of a Service',
    reason: 'Connections to the old ports or pods break.',
    steps: 'Make sure that pods with the new labels and ports are ready, and that clients use the new port.',
    find: changed(
      'Service',
      /^spec\.(selector|ports|type|externalName)([.[]|$)/,
      (change) => servicePort(change) && !/\.(appProtocol|nodePort)$/.test(change.path),
    ),
  },
  {
    id: 'service-node-port',
    verdict: 'outage',
    title: 'Port of a Service on every node',
    reason: 'Clients and load balancers outside use the old number.',
    steps: 'Change them first.',
    find: changed('Service', /\.nodePort$/, ({ old, new: now }) => old !== undefined && now !== undefined),
  },
  {
    id: 'service-address-kept',
    verdict: 'no-effect-yet',
    title: 'Address of a Service left out',
    reason: 'The Service keeps the address that it has, None included.',
    steps: 'Delete the Service and apply the new one where it should get another.',
    find: changed('Service', /^spec\.clusterIPs?$/, ({ new: now }) => now === undefined),
  },
  {
    id: 'pods-out-of-service',
    verdict: 'outage',
    title: 'Pods that a Service no longer selects',
    reason: 'New pods carry other labels, so the Service sends them nothing.',
    steps: 'Change labels and selector together.',
    find: (pair) => lostBy(pair, 'Service'),
  },
  {
    id: 'pods-out-of-policy',
    verdict: 'exposure',
    title: 'Pods that a NetworkPolicy no longer selects',
    reason: 'New pods carry other labels, so the policy no longer limits them.',
    steps: 'Change labels and selector together.',
    find: (pair) => lostBy(pair, 'NetworkPolicy'),
  },
];

/** Selectors that are equal on both sides and took the old pods, but not the new ones. */
function lostBy({ kind, old, new: now, before, after, namespace }: Pair, of: 'Service' | 'NetworkPolicy'): Match[] {
  if (old === undefined || now === undefined || !['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)) return [];
  const [was, is] = [tree(at(old, 'spec', 'template', 'metadata', 'labels')), tree(at(now, 'spec', 'template', 'metadata', 'labels'))];
  if (equal(was, is)) return [];
  const selectorOf = (manifest: Manifest): unknown =>
    of === 'Service'
      ? at(manifest, 'spec', 'selector') && { matchLabels: at(manifest, 'spec', 'selector') }
      : at(manifest, 'spec', 'podSelector');
  const held = after
    .ofKind(of, namespace)
    .filter((manifest) => selects(selectorOf(manifest), is))
    .map(({ metadata }) => metadata.name);
  return before
    .ofKind(of, namespace)
    .filter(
      (manifest) =>
        selects(selectorOf(manifest), was) &&
        !held.includes(manifest.metadata.name) &&
        after.ofKind(of, namespace).some(({ metadata }) => metadata.name === manifest.metadata.name),
    )
    .map((manifest) => ({
      path: 'spec.template.metadata.labels',
      old: was,
      new: is,
      reason: `${of}/${manifest.metadata.name} selects the old labels and not the new ones.`,
    }));
}
