// An instance's policies in each cluster that is known, judged as its network plugin does.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Manifest } from 'manifest-review/manifests';
import { type Rendered, renderText } from '../../render';
import { root } from '../../root';
import { type Cluster, clusters, metadataServers } from '../support/network/clusters';
import { type Endpoint, NetworkPolicies, type NetworkPolicy, podsOf } from '../support/network/policies';
import { exampleText, scenario, scenarioNames } from '../support/scenarios';

const rendered = (name: string, { settings }: Cluster): Rendered =>
  settings === undefined ? scenario(name) : renderText(`${exampleText(name)}\n${settings}\n`, `${name}.yaml`);

const listeners = ({ dns, apiServer, ingress }: Cluster): Endpoint[] => [...dns, ...apiServer, ...ingress];

/** What an instance of that scenario could not do in that cluster, or could and must not. */
const findings = (cluster: Cluster, { settings, topology, manifests }: Rendered): string[] => {
  const all: Manifest[] = [...manifests.values()].flat();
  const stored = all.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as NetworkPolicy[];
  const namespaces = Object.fromEntries(
    [settings.namespace, 'elsewhere', ...listeners(cluster).flatMap(({ namespace }) => namespace ?? [])].map((name) => [
      name,
      { 'kubernetes.io/metadata.name': name },
    ]),
  );
  const judged = new NetworkPolicies(cluster.plugin === undefined ? [] : stored, namespaces, cluster.plugin);
  const pods = podsOf(all, settings.namespace);
  const found: string[] = [];
  const expectAllowed = (expected: boolean, from: Endpoint, to: Endpoint, port: number, what: string, protocol = 'TCP') => {
    if (judged.allow(from, to, { port, protocol }) !== expected) found.push(`${what} ${expected ? 'is denied' : 'is allowed'}`);
  };
  const doors = ['edge', ...(settings.ingress.internal === undefined ? [] : ['nginx'])];
  for (const door of doors)
    for (const client of cluster.ingress) {
      const to = pods.get(door) ?? { ip: '' };
      expectAllowed(true, client, to, Object.values(to.ports ?? {})[0] ?? 0, `${client.ip} -> ${door}`);
    }
  for (const { name, role } of topology.components) {
    const from = pods.get(name);
    if (from === undefined) continue;
    for (const server of cluster.dns)
      for (const protocol of ['UDP', 'TCP'])
        expectAllowed(true, from, server, server.port, `${name} -> DNS at ${server.ip}:${server.port}`, protocol);
    for (const server of cluster.apiServer)
      if (role.kubernetesApi === true)
        expectAllowed(true, from, server, server.port, `${name} -> API server at ${server.ip}:${server.port}`);
    const ports = Object.values(from.ports ?? {});
    for (const port of ports) expectAllowed(true, { ip: '192.168.1.12', node: 'own' }, from, port, `kubelet -> ${name}:${port}`);
    if (cluster.plugin === undefined) continue;
    for (const server of metadataServers)
      expectAllowed(false, from, server, server.port, `${name} -> metadata at ${server.ip}:${server.port}`);
    const [first] = ports;
    for (const stranger of [
      { ip: '10.244.9.9', namespace: 'elsewhere' },
      { ip: '192.168.1.13', node: 'other' as const },
      { ip: '198.51.100.1' },
    ])
      for (const port of ports)
        expectAllowed(doors.includes(name) && port === first, stranger, from, port, `${stranger.ip} -> ${name}:${port}`);
    if (role.internet !== undefined || role.kubernetesApi === true) continue;
    for (const server of cluster.apiServer) expectAllowed(false, from, server, server.port, `${name} -> API server`);
    for (const port of [443, 53]) expectAllowed(false, from, { ip: '198.51.100.1' }, port, `${name} -> 198.51.100.1:${port}`);
    for (const port of [53, 10250]) expectAllowed(false, from, { ip: '192.168.1.13', node: 'other' }, port, `${name} -> a node’s ${port}`);
    expectAllowed(false, from, { ip: '10.244.9.9', namespace: 'elsewhere' }, 443, `${name} -> a stranger`);
  }
  return found;
};

describe.each(clusters)('$name', (cluster) => {
  test.each(scenarioNames)('%s', (name) => {
    expect(findings(cluster, rendered(name, cluster))).toEqual([]);
  });
});

test('a setting that a cluster is said to need is needed', () => {
  for (const cluster of clusters.filter(({ settings }) => settings !== undefined))
    expect(findings({ ...cluster, settings: undefined }, scenario('default'))).not.toEqual([]);
});

const unique = (texts: readonly string[]): string => [...new Set(texts)].join(', ');

/** A cluster as a row of docs/clusters.md. */
const row = ({ name, plugin, dns, apiServer, settings }: Cluster): string => {
  const resolvers = dns.map(({ namespace, ip, port }) => (namespace === undefined ? ip : `pods of ${namespace}, port ${port}`));
  const servers = apiServer.map(({ node, port }) => `port ${port} ${node === undefined ? 'outside' : 'of a node'}`);
  return `| ${[name, plugin?.name ?? 'nothing', unique(resolvers), unique(servers), settings === undefined ? '' : `\`${settings}\``].join(' | ')} |`;
};

test('docs/clusters.md has the table', () => {
  const page = readFileSync(path.join(root, 'docs/clusters.md'), 'utf8');
  expect(
    page
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2),
  ).toEqual(clusters.map(row));
});
