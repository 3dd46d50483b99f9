// The system that manifests make.
import type { Manifest } from '../manifests';
import { allowed, behind, type Flow, mentioned, reachInternet } from './connections';
import { doors } from './doors';
import { type ComponentPods, componentPodsOf } from './objects';
import type { Link, Part, PartKind, System } from './system';

const merge = (flows: readonly Flow[]): Flow[] => {
  const merged = new Map<string, Flow>();
  for (const { from, to, ports } of flows) {
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    merged.set(key, { from, to, ports: [...new Set([...(merged.get(key)?.ports ?? []), ...ports])] });
  }
  return [...merged.values()];
};

const byComponent = (all: readonly ComponentPods[]): ComponentPods[] => [
  ...new Map([...all].reverse().map((pods) => [pods.component, pods])).values(),
];

const order = <T>(items: readonly T[], key: (item: T) => string): T[] => [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));

/** What is known of a system beyond what its manifests say. */
export interface Knowledge {
  /** What a component is; where absent, a Job is a job, what keeps data a store, and all else a service. */
  readonly describe?: (pods: ComponentPods) => { readonly kind?: PartKind; readonly group?: string };
  /** Topics as parts, with who writes and reads them; `brokers` are the components whose connections they stand for. */
  readonly topics?: (
    manifests: readonly Manifest[],
    components: readonly ComponentPods[],
  ) => { readonly parts: readonly Part[]; readonly links: readonly Link[]; readonly brokers: readonly string[] };
}

const kindOf = ({ job, keeps }: ComponentPods): PartKind => (job ? 'job' : keeps ? 'store' : 'service');

/**
 * The system that manifests make: components by label, connections by NetworkPolicy
 * (where there is none, by names of Services in environment and arguments), doors by Ingress, HTTPRoute and Service, topics by what is known of them.
 */
export const systemOf = (name: string, manifests: readonly Manifest[], { describe, topics: topicsOf }: Knowledge = {}): System => {
  const all = manifests.flatMap((manifest) => componentPodsOf(manifest) ?? []);
  const distinct = byComponent(all);
  const policies = allowed(manifests, all);
  const flows = merge(policies.length > 0 ? policies : mentioned(manifests, all));
  const topics = topicsOf?.(manifests, distinct) ?? { parts: [], links: [], brokers: [] };
  const throughTopics = new Set(topics.links.flatMap(({ from, to }) => [from, to]));
  const internet = reachInternet(manifests, all);
  const door = doors(manifests, behind(manifests, all));
  const parts = distinct.map((pods): Part => {
    const { component, replicas } = pods;
    const { kind = kindOf(pods), group } = describe?.(pods) ?? {};
    const open = door.links.some(({ to }) => to === component);
    return { id: component, label: component, kind, group, replicas, public: open, internet: internet.has(component) };
  });
  const kinds = new Map(parts.map(({ id, kind }) => [id, kind]));
  const links = flows
    // A topic stands for the connection to its broker of those that read or write it.
    .filter(({ from, to }) => !(topics.brokers.includes(to) && throughTopics.has(from)))
    .map(({ from, to, ports }): Link => ({ from, to, kind: kinds.get(to) === 'store' ? 'store' : 'request', label: ports.join(', ') }));
  return {
    name,
    parts: order([...parts, ...topics.parts, ...door.parts], ({ id }) => id),
    links: order([...links, ...topics.links, ...door.links], ({ from, to, kind }) => JSON.stringify([from, to, kind])),
  };
};
