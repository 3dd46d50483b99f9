// Who may talk to whom inside the cluster.
import { at, groupOf, isTree, list, type Manifest, selects, type Tree, text, tree, trees } from '../../manifests';
import { type Match, onAny, type Pair, type Rule } from '../rule';
import type { World } from '../world';
import { takesBlock } from './ip-blocks';

type Direction = 'ingress' | 'egress';
type Side = 'old' | 'new';

/** One peer on one port; `*` for all of them. */
interface Way {
  readonly peer: unknown;
  /** The peer as text, to find it again. */
  readonly key: string;
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

// Keys in one order, so that the same peer gives the same text.
const keyOf = (peer: unknown): string =>
  JSON.stringify(peer, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
  );

const portOf = ({ protocol, port, endPort }: Tree): string =>
  `${protocol ?? 'TCP'} ${port ?? 'any'}${endPort === undefined ? '' : `-${endPort}`}`;

const typesOf = (policy: Manifest): readonly unknown[] =>
  list(at(policy, 'spec', 'policyTypes') ?? ['Ingress', ...(list(at(policy, 'spec', 'egress')).length > 0 ? ['Egress'] : [])]);

const restricts = (policy: Manifest, direction: Direction): boolean =>
  typesOf(policy).includes(direction === 'ingress' ? 'Ingress' : 'Egress');

const readWays = (policy: Manifest, direction: Direction): Way[] =>
  trees(at(policy, 'spec', direction)).flatMap((rule) => {
    const peers: unknown[] = trees(rule[direction === 'ingress' ? 'from' : 'to']).flatMap(split);
    const ports = trees(rule['ports']).map(portOf);
    return (peers.length === 0 ? ['*'] : peers).flatMap((peer) => {
      const key = peer === '*' ? '*' : keyOf(peer);
      return (ports.length === 0 ? ['*'] : ports).map((port) => ({ peer, key, port }));
    });
  });

/** Remembers what is made of an object. */
const remembered = <Key extends object, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const found = known.get(key) ?? make(key);
    known.set(key, found);
    return found;
  };
};

const waysOf = remembered((policy: Manifest) => ({ ingress: readWays(policy, 'ingress'), egress: readWays(policy, 'egress') }));

const selectorOf = (policy: Manifest | undefined): unknown => at(policy, 'spec', 'podSelector');

/** Policies of a pod's labels, by world and namespace; workloads of several namespaces may share their labels. */
const policiesOf = remembered((world: World) => {
  const known = new Map<string, WeakMap<Tree, readonly Manifest[]>>();
  return (namespace: string, labels: Tree): readonly Manifest[] => {
    const byLabels = known.get(namespace) ?? new WeakMap<Tree, readonly Manifest[]>();
    known.set(namespace, byLabels);
    const found = byLabels.get(labels) ?? world.ofKind('NetworkPolicy', namespace).filter((policy) => selects(selectorOf(policy), labels));
    byLabels.set(labels, found);
    return found;
  };
});

/** Ways of a pod by all its policies together; all of them where none restricts it. */
const allowed = (world: World, namespace: string, labels: Tree, direction: Direction): readonly Way[] => {
  const policies = policiesOf(world)(namespace, labels).filter((policy) => restricts(policy, direction));
  return policies.length === 0 ? [{ peer: '*', key: '*', port: '*' }] : policies.flatMap((policy) => waysOf(policy)[direction]);
};

/** Labels and expressions of a selector, as kubectl writes them. */
const pairs = (selector: unknown): string[] => [
  ...Object.entries(tree(at(selector, 'matchLabels'))).map((pair) => pair.join('=')),
  ...list(at(selector, 'matchExpressions')).map((each) =>
    [at(each, 'key'), at(each, 'operator'), list(at(each, 'values')).join('|')].filter((word) => word !== '').join(' '),
  ),
];

const describe = ({ peer, port }: Way): string => {
  const on = port === '*' ? 'all ports' : port;
  if (peer === '*') return `everything on ${on}`;
  const { podSelector, namespaceSelector, ipBlock } = tree(peer);
  const except = list(at(ipBlock, 'except'));
  if (ipBlock !== undefined) return `${text(at(ipBlock, 'cidr'))}${except.length === 0 ? '' : ` except ${except.join(', ')}`} on ${on}`;
  const namespaces = namespaceSelector === undefined ? '' : `${pairs(namespaceSelector).join(',') || 'all'} namespaces`;
  if (podSelector === undefined) return `${namespaces} on ${on}`;
  const labels = pairs(podSelector);
  const component = at(podSelector, 'matchLabels', 'app.kubernetes.io/component');
  const pods = text(component) ?? (labels.join(',') || 'all pods');
  return `${pods}${namespaces === '' ? '' : ` of ${namespaces}`} on ${on}`;
};

/** Labels of the pods that run before and after, among those that the policy is or was for. */
const stayingPods = ({ old, new: now, before, after, namespace }: Pair): Tree[] =>
  [...new Set([old, now].flatMap((policy) => (policy === undefined ? [] : after.selected(namespace, selectorOf(policy)))))]
    .filter(
      ({ manifest }) =>
        before.find(groupOf(manifest), manifest.kind, namespace, manifest.metadata.name) !== undefined ||
        // A Job of other content has another name.
        (manifest.kind === 'Job' &&
          old !== undefined &&
          before.selected(namespace, selectorOf(old)).some((one) => one.manifest.kind === 'Job')),
    )
    .map(({ labels }) => labels);

/** Whether pods that the peer names run on that side; whoever is outside the namespace does. */
const runs = ({ peer }: Way, world: World, namespace: string): boolean => {
  const { podSelector, namespaceSelector, ipBlock } = tree(peer);
  return (
    podSelector === undefined ||
    namespaceSelector !== undefined ||
    ipBlock !== undefined ||
    world.selected(namespace, podSelector).length > 0
  );
};

/** Whether a selector of labels takes all that the other takes; both are there. */
const takesLabels = (wide: Tree, narrow: unknown): boolean =>
  list(wide['matchExpressions']).length === 0 &&
  Object.entries(tree(wide['matchLabels'])).every(([key, value]) => at(narrow, 'matchLabels', key) === value);

const takesPeer = (wide: Way, narrow: Way): boolean => {
  if (wide.peer === '*' || wide.key === narrow.key) return true;
  const [all, some] = [tree(wide.peer), tree(narrow.peer)];
  if (isTree(all['ipBlock']) || isTree(some['ipBlock']))
    return isTree(all['ipBlock']) && isTree(some['ipBlock']) && takesBlock(all['ipBlock'], some['ipBlock']);
  const [namespaces, others] = [all['namespaceSelector'], some['namespaceSelector']];
  const takesNamespace = isTree(namespaces) ? takesLabels(namespaces, others) : namespaces === others;
  return takesNamespace && takesLabels(tree(all['podSelector']), some['podSelector']);
};

const portRange = /^(\S+) (\d+)(?:-(\d+))?$/;

const takesPort = (wide: string, narrow: string): boolean => {
  if (wide === '*' || wide === narrow || wide === `${narrow.split(' ')[0]} any`) return true;
  const [all, some] = [portRange.exec(wide), portRange.exec(narrow)];
  if (all === null || some === null || all[1] !== some[1]) return false;
  const [from, to] = [Number(all[2]), Number(all[3] ?? all[2])];
  return from <= Number(some[2]) && Number(some[3] ?? some[2]) <= to;
};

interface OneSidedWay {
  readonly direction: Direction;
  readonly side: Side;
  readonly way: Way;
}

/** Ways that pods which stay have on one side and not on the other. */
const differences = remembered((pair: Pair): readonly OneSidedWay[] => {
  const { change, changes, before, after, namespace } = pair;
  if (change === 'changed' && changes.every(({ path }) => !path.startsWith('spec'))) return [];
  const found = new Map<string, OneSidedWay>();
  for (const labels of stayingPods(pair))
    for (const direction of ['ingress', 'egress'] as const) {
      const ways = { old: allowed(before, namespace, labels, direction), new: allowed(after, namespace, labels, direction) };
      for (const [side, other] of [
        ['new', 'old'],
        ['old', 'new'],
      ] as const) {
        const known = new Set(ways[other].map(({ key, port }) => `${key} ${port}`));
        const isKnown = (way: Way): boolean =>
          [`${way.key} ${way.port}`, `${way.key} *`, `* ${way.port}`, '* *'].some((wider) => known.has(wider)) ||
          ways[other].some((wider) => takesPeer(wider, way) && takesPort(wider.port, way.port));
        for (const way of ways[side]) if (!isKnown(way)) found.set(`${direction} ${side} ${way.key} ${way.port}`, { direction, side, way });
      }
    }
  return [...found.values()];
});

const matches = (pair: Pair, side: Side, keep: (way: Way) => boolean): Match[] =>
  (['ingress', 'egress'] as const).flatMap((direction) => {
    const ways = differences(pair)
      .filter((difference) => difference.direction === direction && difference.side === side && keep(difference.way))
      .map(({ way }) => describe(way));
    const shown = ways.length > 6 ? [...ways.slice(0, 5), `and ${ways.length - 5} more`] : ways;
    return ways.length === 0 ? [] : [{ path: `spec.${direction}`, [side]: shown }];
  });

/** Who may talk to whom inside the cluster. */
export const policyRules: readonly Rule[] = [
  {
    id: 'network-policy-wider',
    verdict: 'exposure',
    title: 'NetworkPolicies allow more',
    reason: 'Pods that run already can be reached from, or can reach, more places.',
    steps: 'Name the pods and ports that are needed, and no others.',
    find: onAny('NetworkPolicy', (pair) => matches(pair, 'new', (way) => runs(way, pair.before, pair.namespace))),
  },
  {
    id: 'network-policy-new-component',
    verdict: 'safe',
    title: 'NetworkPolicies let a new component in',
    reason: 'The peers come with this change: nothing that ran before gains a way.',
    steps: '',
    find: onAny('NetworkPolicy', (pair) => matches(pair, 'new', (way) => !runs(way, pair.before, pair.namespace))),
  },
  {
    id: 'network-policy-narrower',
    verdict: 'outage',
    title: 'NetworkPolicies allow less',
    reason: 'Connections that were allowed are cut where the network plugin enforces policies.',
    steps: 'Make sure that nothing uses them, or remove their users first.',
    find: onAny('NetworkPolicy', (pair) => matches(pair, 'old', (way) => runs(way, pair.after, pair.namespace))),
  },
];
