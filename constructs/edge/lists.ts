// Settings as the lists that the public door's nginx.conf includes.
import { type Endpoint, type EndpointName, endpointNames, endpoints } from '../../settings/endpoints';
import type { Settings } from '../../settings/schema';

// What a sender may choose in a path. A key is Sentry's public key, an event id may have the dashes of a UUID.
const segments: Readonly<Record<string, string>> = {
  '{key}': '(?<key>[0-9a-fA-F]{32})',
  '{event}': '(?<event>[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})',
  '{slug}': '(?<slug>[a-zA-Z0-9_-]{1,50})',
};

// 0 is the web API's, so no id begins with it.
const project = '(?<project>[1-9][0-9]{0,19})';
// Any printable ASCII but the "#" that ends a query.
const query = '(?:\\?[!\\"$-~]*)?';

const filled = (path: string, fill: (name: string) => string): string => path.replace(/\{\w+\}/g, fill);

const expression = (path: string, { slash }: Endpoint): string =>
  `"~^/api/${project}/${filled(path, (name) => segments[name] ?? name)}/${slash === 'optional' ? '?' : ''}${query}\\z"`;

const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');

/** Raw request target by endpoint and the path that Relay is asked for; `closed` for endpoints that the settings do not open. */
const targets = (open: readonly EndpointName[]): string =>
  lines(
    endpointNames.flatMap((name) =>
      endpoints[name].paths.map((path) => {
        const canonical = `/api/$project/${filled(path, (segment) => `$${segment.slice(1, -1)}`)}/`;
        return `${expression(path, endpoints[name])} ${open.includes(name) ? `"${name} ${canonical}"` : '"closed -"'};`;
      }),
    ),
  );

/** Endpoint and method by the kind of body, which has a limit of its own. */
const methods = (open: readonly EndpointName[]): string =>
  lines(
    endpointNames
      .filter((name) => open.includes(name))
      .flatMap((name) => [...endpoints[name].methods, 'OPTIONS'].map((method) => `"${name} ${method}" ${endpoints[name].body};`)),
  );

const listed = (values: readonly (string | number)[] | undefined): string =>
  values === undefined ? 'default yes;\n' : lines(['default no;', ...[...new Set(values)].map((value) => `"${value}" yes;`)]);

/** Directives for the proxies whose word is believed. */
const proxies = (networks: readonly string[]): string => lines([...new Set(networks)].map((network) => `set_real_ip_from ${network};`));

/** The lists that files/nginx/nginx.conf includes: the proxies whose word on client, scheme and host is believed, loopback for a port-forward. */
export const internalLists = ({ trustedProxies }: Settings['ingest']) => {
  const networks = [...new Set([...trustedProxies, '127.0.0.0/8', '::1/128'])];
  return { 'from-proxy.geo': lines(networks.map((network) => `${network} 1;`)), 'proxies.conf': proxies(networks) };
};

/** The lists that files/edge/nginx.conf includes, by file name: data of nginx's `map`, and the proxies. */
export const edgeLists = ({ endpoints: open, projects, allowedOrigins, trustedProxies }: Settings['ingest']) => ({
  'targets.map': targets(open),
  'methods.map': methods(open),
  'projects.map': listed(projects),
  'origins.map': listed(allowedOrigins === undefined ? undefined : ['', ...allowedOrigins]),
  'proxies.conf': proxies(trustedProxies),
});
