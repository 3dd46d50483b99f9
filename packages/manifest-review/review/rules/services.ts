import { annotationsOf, longRunning } from '../../manifests/kinds';
import type { Manifest } from '../../manifests/manifest';
import { at, equal, list, text, tree } from '../../manifests/tree';
import { changed, type Match, ofKinds, type Pair, type Rule } from '../rule';
import { selects } from '../world';

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

// What a cloud reads from a Service: an address of the inside or the outside, and from where.
const reach = /internal|scheme|source-ranges|load-balancer-type|allow|whitelist/i;

const reachAnnotations = ({ old, new: now }: Pair): Match[] => {
  if (old === undefined || now === undefined || at(now, 'spec', 'type') !== 'LoadBalancer') return [];
  const [before, after] = [annotationsOf(old), annotationsOf(now)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key] && reach.test(key))
    .map((key) => ({ path: `metadata.annotations[${key}]`, old: before[key], new: after[key] }));
};

const servicePort = (change: Match): boolean => !(change.old === undefined && /^spec\.ports\[[^\]]+\]$/.test(change.path));

/** Services, and the pods that they and NetworkPolicies select. */
export const serviceRules: readonly Rule[] = [
  {
    id: 'service-from-outside',
    verdict: 'exposure',
    title: 'Service reachable from outside the cluster',
    reason: 'It gets an address that is reachable from outside, past every Ingress.',
    steps: 'Keep it a ClusterIP and reach it through a door, or limit loadBalancerSourceRanges.',
    find: ofKinds('Service', fromOutside),
  },
  {
    id: 'load-balancer-annotations',
    verdict: 'exposure',
    title: 'Annotation that tells a cloud from where a Service is reached',
    reason: 'Clouds read from annotations whether the address is one of the inside, and who may use it.',
    steps: 'Read the cloud’s documentation of the annotation for both values.',
    readsMetadata: true,
    find: ofKinds('Service', reachAnnotations),
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
    find: ofKinds(longRunning, (pair) => lostBy(pair, 'Service')),
  },
  {
    id: 'pods-out-of-policy',
    verdict: 'exposure',
    title: 'Pods that a NetworkPolicy no longer selects',
    reason: 'New pods carry other labels, so the policy no longer limits them.',
    steps: 'Change labels and selector together.',
    find: ofKinds(longRunning, (pair) => lostBy(pair, 'NetworkPolicy')),
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
