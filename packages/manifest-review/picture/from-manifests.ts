import type { Manifest } from '../manifests/manifest';
import { allowed, behind, type Connection, mentioned, reachInternet } from './connections';
import { doors } from './doors';
import { type Workload, workloadOf } from './objects';
import type { Link, Part, PartKind, System } from './system';

const merge = (connections: readonly Connection[]): Connection[] => {
  const merged = new Map<string, Connection>();
  for (const { from, to, ports } of connections) {
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    merged.set(key, { from, to, ports: [...new Set([...(merged.get(key)?.ports ?? []), ...ports])] });
  }
  return [...merged.values()];
};

const byComponent = (workloads: readonly Workload[]): Workload[] => [
  ...new Map([...workloads].reverse().map((workload) => [workload.component, workload])).values(),
];

const order = <T>(items: readonly T[], key: (item: T) => string): T[] => [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));

/** What is known of a system beyond what its manifests say. */
export interface Knowledge {
  /** What a component is; where absent, a Job is a job, what keeps data a store, and all else a service. */
  readonly describe?: (workload: Workload) => { readonly kind?: PartKind; readonly group?: string };
  /** Topics as parts, with who writes and reads them; `brokers` are the components whose connections they stand for. */
  readonly topics?: (
    manifests: readonly Manifest[],
    workloads: readonly Workload[],
  ) => { readonly parts: readonly Part[]; readonly links: readonly Link[]; readonly brokers: readonly string[] };
}

const kindOf = ({ job, keeps }: Workload): PartKind => (job ? 'job' : keeps ? 'store' : 'service');

/**
 * The system that manifests make: components by label, connections by NetworkPolicy
 * (where there is none, by names of Services in environment and arguments), doors by Ingress, HTTPRoute and Service, topics by what is known of them.
 */
export const systemOf = (name: string, manifests: readonly Manifest[], { describe, topics: topicsOf }: Knowledge = {}): System => {
  const workloads = manifests.flatMap((manifest) => workloadOf(manifest) ?? []);
  const distinct = byComponent(workloads);
  const policies = allowed(manifests, workloads);
  const connections = merge(policies.length > 0 ? policies : mentioned(manifests, workloads));
  const topics = topicsOf?.(manifests, distinct) ?? { parts: [], links: [], brokers: [] };
  const throughTopics = new Set(topics.links.flatMap(({ from, to }) => [from, to]));
  const internet = reachInternet(manifests, workloads);
  const door = doors(manifests, behind(manifests, workloads));
  const parts = distinct.map((workload): Part => {
    const { component, replicas } = workload;
    const { kind = kindOf(workload), group } = describe?.(workload) ?? {};
    const open = door.links.some(({ to }) => to === component);
    return { id: component, label: component, kind, group, replicas, public: open, internet: internet.has(component) };
  });
  const kinds = new Map(parts.map(({ id, kind }) => [id, kind]));
  const links = connections
    // A topic stands for the connection to its broker of those that read or write it.
    .filter(({ from, to }) => !(topics.brokers.includes(to) && throughTopics.has(from)))
    .map(({ from, to, ports }): Link => ({ from, to, kind: kinds.get(to) === 'store' ? 'store' : 'request', label: ports.join(', ') }));
  return {
    name,
    parts: order([...parts, ...topics.parts, ...door.parts], ({ id }) => id),
    links: order([...links, ...topics.links, ...door.links], ({ from, to, kind }) => JSON.stringify([from, to, kind])),
  };
};
