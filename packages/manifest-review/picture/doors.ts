// Ways in from outside the cluster: Ingresses, routes and Services with an address of their own.
import { list, type Manifest, tree, trees } from '../manifests';
import type { Link, Part } from './system';

/** A way in from outside the cluster. */
interface WayIn {
  readonly host: string;
  readonly path: string;
  /** Name of the Service behind it. */
  readonly service: string;
}

const ofIngress = ({ spec }: Manifest): WayIn[] =>
  trees(tree(spec)['rules']).flatMap(({ host, http }) =>
    trees(tree(http)['paths']).map(({ path, backend }) => ({
      host: String(host ?? '*'),
      path: String(path ?? '/'),
      service: String(tree(tree(backend)['service'])['name'] ?? ''),
    })),
  );

const or = (values: readonly string[], otherwise: string): readonly string[] => (values.length === 0 ? [otherwise] : values);

const ofRoute = ({ spec }: Manifest): WayIn[] =>
  trees(tree(spec)['rules']).flatMap(({ matches, backendRefs }) =>
    or(list(tree(spec)['hostnames']).map(String), '*').flatMap((host) =>
      or(
        trees(matches).map((match) => String(tree(match['path'])['value'] ?? '/')),
        '/',
      ).flatMap((path) => trees(backendRefs).map(({ name }) => ({ host, path, service: String(name ?? '') }))),
    ),
  );

const ofService = ({ metadata, spec }: Manifest): WayIn[] => {
  const { type, ports } = tree(spec);
  if (type !== 'LoadBalancer' && type !== 'NodePort') return [];
  return trees(ports).map(({ port, nodePort }) => ({
    host: type,
    path: `:${type === 'NodePort' ? (nodePort ?? port) : port}`,
    service: metadata.name,
  }));
};

const doorsOf: Readonly<Record<string, (manifest: Manifest) => WayIn[]>> = { Ingress: ofIngress, HTTPRoute: ofRoute, Service: ofService };

/** Each host that leads in as a part, with its paths, and its links to what is behind the Services. */
export const doors = (manifests: readonly Manifest[], behind: ReadonlyMap<string, readonly string[]>): { parts: Part[]; links: Link[] } => {
  const found = manifests
    .flatMap((manifest) => doorsOf[manifest.kind]?.(manifest) ?? [])
    .flatMap((door) => (behind.get(door.service) ?? []).map((component) => ({ ...door, component })));
  const hosts = [...new Set(found.map(({ host }) => host))];
  return {
    parts: hosts.map((host) => ({
      id: `outside ${host}`,
      label: [host, ...new Set(found.filter((door) => door.host === host).map(({ path }) => path))].join('\n'),
      kind: 'outside',
    })),
    links: found.map(({ component, host, path }) => ({ from: `outside ${host}`, to: component, kind: 'door', label: path })),
  };
};
