// The NetworkPolicy of one component, rule by rule.
import { isIP } from 'node:net';
import { App, Chart } from 'cdk8s';
import { metadataServices } from '../../constructs/kubernetes/metadata-services';
import { networkPolicy } from '../../constructs/kubernetes/network';
import { knownReleases, loadRelease } from '../../releases/load';
import { settingsSchema } from '../../settings/schema';
import { buildTopology } from '../../topology/build';
import { requireRole } from '../../topology/query';
import type { Component, Connection } from '../../topology/topology';

const settings = settingsSchema.parse({ url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' } });
const topology = buildTopology(settings, loadRelease(knownReleases()[0] ?? ''));
const instance = { name: 'a', namespace: 'b', version: '1.2.3', pullSecrets: [], resolvers: ['10.96.0.10/32'] };

const connection = (from: string, to: string, number: number, outside?: Connection['outside']): Connection => ({
  from,
  to,
  host: to,
  port: 'x',
  number,
  awaited: false,
  ...(outside === undefined ? {} : { outside }),
});

/** The policy of a web with these connections and no other. */
const specOf = (own: Partial<Component>, open?: boolean) => {
  const chart = new Chart(new App(), '30-a');
  const component = { ...requireRole(topology, 'web'), inbound: [], outbound: [], ...own };
  networkPolicy(chart, instance, { ...component, role: { ...component.role, internet: undefined, ...own.role } }, open);
  return chart.toJson()[0].spec;
};

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));
const one = (name: string) => ({
  podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'a', 'app.kubernetes.io/component': name } },
});
const several = (...values: string[]) => ({
  podSelector: {
    matchLabels: { 'app.kubernetes.io/instance': 'a' },
    matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values }],
  },
});
/** Rules beside those of DNS, the first two. */
const beside = (spec: { readonly egress: readonly unknown[] }) => spec.egress.slice(2);

test('a component without connections lets nobody in, and asks DNS alone', () => {
  const both = (...ports: number[]) =>
    ports.flatMap((port) => [
      { port, protocol: 'UDP' },
      { port, protocol: 'TCP' },
    ]);
  expect(specOf({})).toEqual({
    ...one('web'),
    policyTypes: ['Ingress', 'Egress'],
    egress: [
      { to: [{ namespaceSelector: {} }, { ipBlock: { cidr: '10.96.0.10/32' } }], ports: both(53, 5353, 8053) },
      { to: [{ ipBlock: { cidr: '169.254.0.0/16' } }], ports: both(53) },
    ],
  });
});

test('peers that use the same ports share a rule, in one order', () => {
  const inbound = [
    connection('nginx', 'web', 1),
    connection('edge', 'web', 1),
    connection('relay', 'web', 1),
    connection('relay', 'web', 2),
  ];
  expect(specOf({ inbound }).ingress).toEqual([
    { from: [several('edge', 'nginx')], ports: tcp(1) },
    { from: [one('relay')], ports: tcp(1, 2) },
  ]);
  const outbound = [connection('web', 'b', 5), connection('web', 'a', 5), connection('web', 'c', 6)];
  expect(beside(specOf({ outbound }))).toEqual([
    { to: [several('a', 'b')], ports: tcp(5) },
    { to: [one('c')], ports: tcp(6) },
  ]);
});

test('a door lets everybody in at its first port', () => {
  const role = { ...requireRole(topology, 'web').role, ports: { http: 80, health: 81 } };
  expect(specOf({ role }, true).ingress).toEqual([{ ports: tcp(80) }]);
  expect(specOf({ role }, false).ingress).toBeUndefined();
  expect(specOf({ role: { ...role, public: true } }).ingress).toEqual([{ ports: tcp(80) }]);
  expect(specOf({ role: { ...role, ports: undefined } }, true).ingress).toBeUndefined();
});

const blocks = metadataServices.map(({ block }) => block);
const world = [
  { ipBlock: { cidr: '0.0.0.0/0', except: blocks.filter((block) => isIP(block.split('/')[0] ?? '') === 4) } },
  { ipBlock: { cidr: '::/0', except: blocks.filter((block) => isIP(block.split('/')[0] ?? '') === 6) } },
];

test('a store outside is reached at its networks, or anywhere but at metadata, on its port', () => {
  const outbound = [
    connection('web', 'postgres', 5432, { networks: ['10.1.0.0/16', '10.2.0.0/16'] }),
    connection('web', 'redis', 6379, {}),
  ];
  expect(beside(specOf({ outbound }))).toEqual([
    { to: [{ ipBlock: { cidr: '10.1.0.0/16' } }, { ipBlock: { cidr: '10.2.0.0/16' } }], ports: tcp(5432) },
    { to: world, ports: tcp(6379) },
  ]);
});

test('the internet is the world without metadata; the API server is that, and its ports without peers', () => {
  const { role } = requireRole(topology, 'web');
  expect(beside(specOf({ role: { ...role, internet: 'mail' } }))).toEqual([{ to: world }]);
  expect(beside(specOf({ role: { ...role, internet: undefined, kubernetesApi: true } }))).toEqual([
    { to: world },
    { ports: tcp(6443, 8443, 16443) },
  ]);
});

test('metadata services are networks, each with whose it is and who says so', () => {
  const versions = blocks.map((block) => isIP(block.split('/')[0] ?? ''));
  expect(versions.filter((version) => version === 4)).toHaveLength(4);
  expect(versions.filter((version) => version === 6)).toHaveLength(7);
  for (const { services, source } of metadataServices) {
    expect(services).toMatch(/[A-Z]\w+/);
    expect(source).toMatch(/^(RFC \d+; )?https:\/\/\S+$|^[\w-]+\/[\w.-]+, \S+$/);
  }
});
