import type { Manifest } from '../constructs/kubernetes/subsystem-chart';
import type { RenderedFile } from '../instances';
import { allowed, behind, type Connection, mentioned, reachInternet } from './connections';
import { doors } from './doors';
import { type Workload, workloadOf } from './objects';
import { partOf, readsOf, roleOf, topicsOf } from './parts';
import type { Link, Part, System } from './system';

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

/**
 * The system that manifests make: components by label, connections by NetworkPolicy
 * (where there is none, by names of Services in environment and arguments), doors by Ingress, HTTPRoute and Service, topics by what Sentry's services read and write.
 */
export const systemOf = (name: string, manifests: readonly Manifest[]): System => {
  const workloads = manifests.flatMap((manifest) => workloadOf(manifest) ?? []);
  const distinct = byComponent(workloads);
  const roleByComponent = new Map(distinct.map((workload) => [workload.component, roleOf(workload)]));
  const policies = allowed(manifests, workloads);
  const connections = merge(policies.length > 0 ? policies : mentioned(manifests, workloads));
  const reads = distinct.flatMap((workload) =>
    readsOf(manifests, workload, roleByComponent.get(workload.component)).map((read) => ({ component: workload.component, ...read })),
  );
  const topics = topicsOf(reads, roleByComponent);
  const throughTopics = new Set(topics.links.flatMap(({ from, to }) => [from, to]));
  const internet = reachInternet(manifests, workloads);
  const door = doors(manifests, behind(manifests, workloads));
  const parts = distinct.map((workload): Part => {
    const part = partOf(workload, roleByComponent.get(workload.component));
    return { ...part, public: door.links.some(({ to }) => to === part.id), internet: internet.has(part.id) };
  });
  const kinds = new Map(parts.map(({ id, kind }) => [id, kind]));
  const isKafka = (component: string) => roleByComponent.get(component)?.name === 'kafka';
  const links = connections
    // A topic stands for the connection to Kafka of those that read or write it.
    .filter(({ from, to }) => !(isKafka(to) && throughTopics.has(from)))
    .map(({ from, to, ports }): Link => ({ from, to, kind: kinds.get(to) === 'store' ? 'store' : 'request', label: ports.join(', ') }));
  return {
    name,
    parts: order([...parts, ...topics.parts, ...door.parts], ({ id }) => id),
    links: order([...links, ...topics.links, ...door.links], ({ from, to, kind }) => JSON.stringify([from, to, kind])),
  };
};

/** The system of one file of settings. */
export const systemOfRender = ({ settings, manifests }: RenderedFile): System =>
  systemOf(settings.instance, [...manifests.values()].flat());
