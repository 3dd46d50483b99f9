// Services, and the pods that they and NetworkPolicies select.
import { at, equal, list, type Manifest, podsOf, selects, type Tree, text } from '../../manifests';
import { type Added, type Changed, fields, type Match, onApplied, onChanged, onRemoved, type Rule, whole } from '../rule';
import { changedAnnotations } from './annotations';
import { rejected, replace } from './rejected';

const outside = ['NodePort', 'LoadBalancer'];

const fromOutside = (now: Manifest, { old }: Added | Changed): Match[] => {
  const [was, is] = [text(at(old, 'spec', 'type')) ?? 'ClusterIP', text(at(now, 'spec', 'type')) ?? 'ClusterIP'];
  const added = (field: string): string[] =>
    list(at(now, 'spec', field))
      .filter((item) => !list(at(old, 'spec', field)).includes(item))
      .map(String);
  const ranges = list(at(old, 'spec', 'loadBalancerSourceRanges'));
  return [
    ...(outside.includes(is) && !outside.includes(was) ? [{ path: 'spec.type', old: old && was, new: is }] : []),
    ...added('externalIPs').map((address) => ({ path: 'spec.externalIPs', new: address })),
    ...(ranges.length > 0 && list(at(now, 'spec', 'loadBalancerSourceRanges')).length === 0
      ? [{ path: 'spec.loadBalancerSourceRanges', old: ranges }]
      : added('loadBalancerSourceRanges')
          .filter(() => ranges.length > 0)
          .map((range) => ({ path: 'spec.loadBalancerSourceRanges', new: range }))),
  ];
};

// What a cloud reads from a Service: an address of the inside or the outside, and from where.
const reach = /internal|scheme|source-ranges|load-balancer-type|allow|whitelist/i;

const reachAnnotations = (pair: Changed): Match[] =>
  at(pair.new, 'spec', 'type') === 'LoadBalancer' ? changedAnnotations(pair, (key) => reach.test(key)) : [];

const servicePort = (change: Match): boolean => !(change.old === undefined && /^spec\.ports\[[^\]]+\]$/.test(change.path));

// Workloads whose pods are replaced where their template changes.
const controllers = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Selectors that are equal on both sides and took the old pods, but not the new ones. */
const lostBy = ({ old, new: now, before, after, namespace }: Changed, of: 'Service' | 'NetworkPolicy'): Match[] => {
  const [was, is] = [old, now].map((manifest) => podsOf(manifest)?.labels ?? {}) as [Tree, Tree];
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
};

/** Whether both sides are Services that are given an address. */
const addressed = ({ old, new: now }: Changed): boolean =>
  at(old, 'spec', 'type') !== 'ExternalName' && at(now, 'spec', 'type') !== 'ExternalName';

/** Services, and the pods that they and NetworkPolicies select. */
export const serviceRules: readonly Rule[] = [
  {
    id: 'service-from-outside',
    verdict: 'exposure',
    title: 'Service reachable from outside the cluster',
    reason: 'It gets an address that is reachable from outside, past every Ingress.',
    steps: 'Keep it a ClusterIP and reach it through a door, or limit loadBalancerSourceRanges.',
    find: onApplied('Service', fromOutside),
  },
  {
    id: 'load-balancer-annotations',
    verdict: 'exposure',
    title: 'Annotation that tells a cloud from where a Service is reached',
    reason: 'Clouds read from annotations whether the address is one of the inside, and who may use it.',
    steps: 'Read the cloud’s documentation of the annotation for both values.',
    readsMetadata: true,
    find: onChanged('Service', reachAnnotations),
  },
  {
    id: 'service-route',
    verdict: 'outage',
    title: 'Selector, ports or type of a Service',
    reason: 'Connections to the old ports or pods break.',
    steps: 'Make sure that pods with the new labels and ports are ready, and that clients use the new port.',
    find: onChanged(
      'Service',
      fields(
        /^spec\.(selector|ports|type|externalName)([.[]|$)/,
        (change) => servicePort(change) && !/\.(appProtocol|nodePort)$/.test(change.path),
      ),
    ),
  },
  {
    id: 'service-node-port',
    verdict: 'outage',
    title: 'Port of a Service on every node',
    reason: 'Clients and load balancers outside use the old number.',
    steps: 'Change them first.',
    find: onChanged(
      'Service',
      fields(/\.nodePort$/, ({ old, new: now }) => old !== undefined && now !== undefined),
    ),
  },
  {
    id: 'service-address-kept',
    verdict: 'no-effect-yet',
    title: 'Address of a Service left out',
    reason: 'The Service keeps the address that it has, None included.',
    steps: 'Delete the Service and apply the new one where it should get another.',
    find: onChanged(
      'Service',
      fields(/^spec\.clusterIPs?$/, ({ new: now }) => now === undefined),
    ),
  },
  {
    id: 'pods-out-of-service',
    verdict: 'outage',
    title: 'Pods that a Service no longer selects',
    reason: 'New pods carry other labels, so the Service sends them nothing.',
    steps: 'Change labels and selector together.',
    find: onChanged(controllers, (pair) => lostBy(pair, 'Service')),
  },
  {
    id: 'pods-out-of-policy',
    verdict: 'exposure',
    title: 'Pods that a NetworkPolicy no longer selects',
    reason: 'New pods carry other labels, so the policy no longer limits them.',
    steps: 'Change labels and selector together.',
    find: onChanged(controllers, (pair) => lostBy(pair, 'NetworkPolicy')),
  },
  {
    id: 'service-removed',
    verdict: 'outage',
    title: 'Service removed',
    reason: 'Its name no longer resolves once it is pruned.',
    steps: 'Make sure that nothing connects to it any more.',
    find: onRemoved('Service', whole),
  },
  rejected(
    'service-cluster-ip',
    'Address of a Service',
    'The clusterIP of a Service, None included, cannot change.',
    'Delete the Service and apply the new one: its name does not resolve in between.',
    onChanged(
      'Service',
      fields(/^spec\.clusterIPs?$/, ({ new: now }, pair) => now !== undefined && addressed(pair)),
    ),
  ),
  rejected(
    'service-load-balancer',
    'Class or health port of a load balancer',
    'The loadBalancerClass and healthCheckNodePort of a Service cannot change.',
    replace,
    onChanged(
      'Service',
      fields(
        /^spec\.(loadBalancerClass|healthCheckNodePort)$/,
        ({ path, old, new: now }, pair) =>
          at(pair.old, 'spec', 'type') === 'LoadBalancer' &&
          at(pair.new, 'spec', 'type') === 'LoadBalancer' &&
          (path.endsWith('Class') || (old !== undefined && now !== undefined)),
      ),
    ),
  ),
];
