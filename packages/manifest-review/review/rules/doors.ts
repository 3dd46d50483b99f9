// Ways in from outside the cluster: Ingresses and routes.
import { at, list, type Manifest, type Tree, tree, trees } from '../../manifests';
import { fields, type Match, onAdded, onApplied, onChanged, onRemoved, type Pair, type Rule, whole } from '../rule';
import { changedAnnotations } from './annotations';

interface Route {
  readonly backend: string;
  readonly host: string;
  /** Absent where it is a pattern, or one that its controller reads in its own way. */
  readonly path?: string;
  /** Whether it serves all that is below, whatever the request is. */
  readonly below: boolean;
}

/** Doors by host and path, with what is behind. */
const routes = (manifest: Manifest | undefined): Map<string, Route> => {
  const found = new Map<string, Route>();
  const spec = tree(manifest?.spec);
  if (manifest?.kind === 'Ingress') {
    if (spec['defaultBackend'] !== undefined)
      found.set('every host and path', { backend: JSON.stringify(spec['defaultBackend']), host: '', below: false });
    for (const rule of trees(spec['rules']))
      for (const item of trees(at(rule, 'http', 'paths'))) {
        const [host, path] = [String(rule['host'] ?? '*'), String(item['path'] ?? '/')];
        const type = item['pathType'];
        found.set(`${host}${path} (${type})`, {
          backend: JSON.stringify(item['backend']),
          host,
          ...(type === 'Prefix' || type === 'Exact' ? { path } : {}),
          below: type === 'Prefix',
        });
      }
    return found;
  }
  const hosts = list(spec['hostnames']).map(String);
  for (const rule of trees(spec['rules']))
    for (const host of hosts.length === 0 ? ['*'] : hosts)
      for (const match of list(rule['matches']).length === 0 ? [{}] : trees(rule['matches'])) {
        const { path: matched, method, headers, queryParams } = match as Tree;
        const path = String(at(matched, 'value') ?? '/');
        const type = at(matched, 'type') ?? 'PathPrefix';
        const limits = [method, headers, queryParams].filter((limit) => limit !== undefined);
        const backend = JSON.stringify(trees(rule['backendRefs']).map(({ name, port }) => [name, port]));
        const suffix = limits.map((limit) => ` ${typeof limit === 'string' ? limit : JSON.stringify(limit)}`).join('');
        found.set(`${host}${path} (${type}${suffix})`, {
          backend,
          host,
          ...(type === 'PathPrefix' || type === 'Exact' ? { path } : {}),
          below: type === 'PathPrefix' && limits.length === 0,
        });
      }
  return found;
};

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '');

/** Whether all that goes through the one goes through the other too, to the same place. */
const takes = (wide: Route, { host, path, backend }: Route): boolean => {
  if (!wide.below || wide.path === undefined || path === undefined || wide.host !== host || wide.backend !== backend) return false;
  const steps = parts(path);
  return parts(wide.path).every((part, index) => steps[index] === part);
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

const routeDifference = ({ old, new: now }: Pair, from: 'old' | 'new'): Match[] => {
  const [has, other] = from === 'new' ? [routes(now), routes(old)] : [routes(old), routes(now)];
  const known = [...other.values()];
  return [...has]
    .filter(([name, route]) => !other.has(name) && !known.some((wide) => takes(wide, route)))
    .map(([name]) => ({ path: 'spec.rules', [from]: name }));
};

const restricting = /whitelist|allow|deny|auth|snippet|rewrite|regex|path|ssl|tls|cors|source-range|middleware/i;

/** Ways in from outside the cluster: Ingresses and routes. */
export const doorRules: readonly Rule[] = [
  {
    id: 'route-wider',
    verdict: 'exposure',
    title: 'Host or path that a door did not serve before',
    reason: 'It can be reached from wherever the door can be reached from.',
    steps: 'Check that it is meant for everybody who reaches that door.',
    find: onApplied(doors, (_now, pair) => routeDifference(pair, 'new')),
  },
  {
    id: 'route-removed',
    verdict: 'outage',
    title: 'Host or path that a door no longer serves',
    reason: 'Requests to it are refused.',
    steps: 'Serve both until nobody uses the old one.',
    find: onChanged(doors, (pair) => routeDifference(pair, 'old')),
  },
  {
    id: 'door-removed',
    verdict: 'outage',
    title: 'Door removed',
    reason: 'Its hosts and paths are no longer served once it is pruned, unless another door has them.',
    steps: 'Make sure that another door serves them first.',
    find: onRemoved(doors, (_old, pair) => routeDifference(pair, 'old')),
  },
  {
    id: 'route-backend',
    verdict: 'outage',
    title: 'What is behind a door',
    reason: 'Requests go elsewhere from the moment that the controller sees it.',
    steps: 'Make sure that the new backend is ready before.',
    find: onChanged(doors, ({ old, new: now }) => {
      const after = routes(now);
      return [...routes(old)].flatMap(([route, { backend }]) => {
        const found = after.get(route)?.backend;
        return found === undefined || found === backend ? [] : [{ path: `spec.rules[${route}]`, old: backend, new: found }];
      });
    }),
  },
  {
    id: 'door-class',
    verdict: 'outage',
    title: 'Controller of a door',
    reason: 'Another controller serves it: its address changes, and DNS has to follow.',
    steps: 'Serve both until DNS has moved.',
    find: onChanged(doors, fields(/^spec\.(ingressClassName|parentRefs)/)),
  },
  {
    id: 'door-certificate',
    verdict: 'outage',
    title: 'Certificate of a door',
    reason: 'Clients see another certificate, or the controller’s own while that Secret is missing.',
    steps: 'Make the Secret first, and check that it is for these hosts.',
    find: onChanged(
      'Ingress',
      fields(/^spec\.tls/, ({ new: now }) => now !== undefined),
    ),
  },
  {
    id: 'door-without-tls',
    verdict: 'exposure',
    title: 'Door without TLS',
    reason: 'What was encrypted is sent in plain text.',
    steps: 'Keep the tls section.',
    find: onChanged('Ingress', ({ old, new: now }) =>
      list(at(old, 'spec', 'tls')).length > 0 && list(at(now, 'spec', 'tls')).length === 0
        ? [{ path: 'spec.tls', old: at(old, 'spec', 'tls') }]
        : [],
    ),
  },
  {
    id: 'door-annotations',
    verdict: 'exposure',
    title: 'Annotation that tells a controller whom to let in, and where',
    reason: 'Controllers read who may pass, and which paths mean what, from annotations.',
    steps: 'Read the controller’s documentation of the annotation for both values.',
    readsMetadata: true,
    find: onChanged(doors, (pair) => changedAnnotations(pair, (key) => restricting.test(key) && !/^(argocd|kubectl|meta\.helm)/.test(key))),
  },
  {
    id: 'other-door',
    verdict: 'exposure',
    title: 'Route or gateway of a kind that is not read here',
    reason: 'It decides what can be reached from outside, in a form that this review does not read.',
    steps: 'Compare old and new by eye.',
    find: [onAdded(otherDoors, whole), onChanged(otherDoors, fields(/^spec/))],
  },
];
