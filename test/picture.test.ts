import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Manifest } from 'manifest-review/manifests';
import { systemOf as systemOfAny } from 'manifest-review/picture';
import { sentryPicture, systemOfFile } from '../knowledge';
import { roleOf } from '../knowledge/parts';
import { toMermaid } from '../packages/manifest-review/picture/mermaid';
import { workloadOf } from '../packages/manifest-review/picture/objects';
import { toSvg } from '../packages/manifest-review/picture/svg';
import { drawingOf, type System } from '../packages/manifest-review/picture/system';
import { root } from '../root';
import { manifestsOf, scenario, scenarioNames } from './scenarios';

const systemOf = (name: string, manifests: readonly Manifest[]) => systemOfAny(name, manifests, sentryPicture);

const pairs = (system: System) =>
  system.links.filter(({ kind }) => kind === 'store' || kind === 'request').map(({ from, to }) => `${from} ${to}`);

describe.each(scenarioNames)('the picture of %s', (name) => {
  const { topology } = scenario(name);
  const system = systemOfFile(scenario(name));
  // Ends that a picture shows: pods of their own.
  const components = topology.components.filter(({ role }) => typeof role.runs === 'string');

  test('shows every component of the topology and no other, of its role', () => {
    const shown = system.parts.filter(({ kind }) => kind !== 'topic' && kind !== 'outside');
    expect(shown.map(({ id }) => id)).toEqual(components.map(({ name: component }) => component).sort());
    const workloads = manifestsOf(name).flatMap((manifest) => workloadOf(manifest) ?? []);
    const found = new Map(workloads.map((workload) => [workload.component, roleOf(workload)?.name]));
    for (const { name: component, role } of components) expect([component, found.get(component)]).toEqual([component, role.name]);
  });

  test('shows the connections of the topology, those to Kafka as topics where they are known', () => {
    const drawn = new Set(pairs(system));
    const throughTopics = new Set(system.links.filter(({ kind }) => kind === 'topic').flatMap(({ from, to }) => [from, to]));
    const expected = components.flatMap(({ outbound }) => outbound.map(({ from, to }) => `${from} ${to}`));
    expect([...drawn].filter((pair) => !expected.includes(pair))).toEqual([]);
    for (const pair of new Set(expected)) {
      const [from = '', to] = pair.split(' ');
      expect([pair, drawn.has(pair)]).toEqual([pair, !(to === 'kafka' && throughTopics.has(from))]);
    }
  });

  test('every consumer reads the topic that its arguments say', () => {
    const read = components.flatMap(({ name: component, consumption }) =>
      consumption?.topic === undefined ? [] : [[component, consumption.topic]],
    );
    expect(read.length).toBeGreaterThan(5);
    for (const [component = '', topic = ''] of read)
      expect(
        system.links.filter(({ kind, from, to }) => kind === 'topic' && to === component && from.split(' ').includes(topic)).length,
      ).toBe(1);
  });

  test('is the same for the same objects in any order', async () => {
    const shuffled = systemOf(system.name, [...manifestsOf(name)].reverse());
    expect(shuffled).toEqual(system);
    expect(await toSvg(shuffled)).toBe(await toSvg(system));
  });
});

test('what the public reaches is the edge, in the default', () => {
  const { parts, links } = systemOfFile(scenario('default'));
  expect(parts.filter((part) => part.public === true).map(({ id }) => id)).toEqual(['edge']);
  expect(links.filter(({ kind }) => kind === 'door')).toEqual([
    { from: 'outside sentry.example.com', to: 'edge', kind: 'door', label: '/api/' },
  ]);
});

test('what reaches the internet is what its role says', () => {
  const { topology } = scenario('feature-complete');
  // The API server may have any address, so who may reach it may reach all.
  const internet = topology.components
    .filter(({ role }) => role.internet !== undefined || role.kubernetesApi === true)
    .map(({ name }) => name);
  const { parts } = systemOfFile(scenario('feature-complete'));
  expect(parts.filter((part) => part.internet === true).map(({ id }) => id)).toEqual(internet.sort());
});

test('a link that all parts of a frame have is one line from the frame', () => {
  const part = (id: string, group?: string) => ({ id, label: id, kind: 'service' as const, group });
  const link = (from: string, to: string) => ({ from, to, kind: 'request' as const, label: '' });
  const system: System = {
    name: 's',
    parts: [part('a', 'g'), part('b', 'g'), part('x'), part('y')],
    links: [link('a', 'x'), link('a', 'y'), link('b', 'x'), link('b', 'a'), link('x', 'y')],
  };
  expect(drawingOf(system).lines.map(({ from, to, group }) => [group ?? from, to])).toEqual([
    ['g', 'x'],
    ['a', 'y'],
    ['b', 'a'],
    ['x', 'y'],
  ]);
});

const deployment = (name: string, pod: object, labels: object = { app: name }): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
});

const service = (name: string, selector: object, type = 'ClusterIP'): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { type, selector, ports: [{ port: 80 }] },
});

test('manifests of another project: connections by the names of Services, doors by Service', () => {
  const system = systemOf('shop', [
    deployment('front', { containers: [{ name: 'front', image: 'front', args: ['--api=http://api.shop.svc:8080/v1'] }] }),
    deployment('api', {
      containers: [
        {
          name: 'api',
          image: 'api',
          env: [
            { name: 'DB', value: 'db:5432' },
            { name: 'NOTE', value: 'no-api' },
          ],
        },
      ],
    }),
    {
      ...deployment('db', {
        containers: [{ name: 'db', image: 'db' }],
        volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'd' } }],
      }),
    },
    service('front', { app: 'front' }, 'LoadBalancer'),
    service('api', { app: 'api' }),
    service('db', { app: 'db' }),
  ]);
  expect(system.parts.map(({ id, kind, public: open, replicas }) => [id, kind, open, replicas])).toEqual([
    ['api', 'service', false, 2],
    ['db', 'store', false, 2],
    ['front', 'service', true, 2],
    ['outside LoadBalancer', 'outside', undefined, undefined],
  ]);
  expect(system.links).toEqual([
    { from: 'api', to: 'db', kind: 'store', label: '5432' },
    { from: 'front', to: 'api', kind: 'request', label: '8080' },
    { from: 'outside LoadBalancer', to: 'front', kind: 'door', label: ':80' },
  ]);
});

test('an image of one’s own still runs Sentry', () => {
  const [first] = manifestsOf('default')
    .map(workloadOf)
    .filter((workload) => workload?.component === 'web');
  if (first === undefined) throw new Error('no web');
  const [container] = first.pod.containers;
  const renamed = { ...first, pod: { ...first.pod, containers: [{ ...container, name: 'web', image: 'registry.example.com/ours:1' }] } };
  expect(roleOf(renamed)?.name).toBe('web');
});

test.each([
  ['nothing', []],
  ['no pods', [service('a', {})]],
  ['a workload without a pod', [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } }]],
  [
    'fields of the wrong kind',
    [deployment('a', { containers: 3, volumes: 'x' }), service('b', { app: 4 }), { ...service('c', {}), spec: 7 }],
  ],
])('%s is no error', async (_what, manifests) => {
  expect(await toSvg(systemOf('any', manifests as Manifest[]))).toContain('<svg');
});

test('names of any kind neither break the picture nor leave their place', async () => {
  const hostile = '"><script>alert(1)</script>\n]; x -> y "\\';
  const system = systemOf('any', [deployment(hostile, { containers: [] }), deployment('end\nclass x', { containers: [] })]);
  const svg = await toSvg(system);
  expect(svg).toContain('&lt;script&gt;');
  expect(svg).not.toContain('<script');
  expect(svg.match(/class="node service"/g)).toHaveLength(2 + 1); // Two parts and one of the key.
  expect(
    toMermaid(system)
      .split('\n')
      .filter((line) => line.startsWith('p')),
  ).toEqual(['p0("#34;#62;#60;script#62;alert(1)#60;/script#62;<br/>]; x -#62; y #34;\\ ×2")', 'p1("end<br/>class x ×2")']);
});

test('Mermaid names what it joins', () => {
  for (const name of scenarioNames) {
    const text = toMermaid(systemOfFile(scenario(name)));
    const defined = new Set([...text.matchAll(/^(?: *(p\d+)[[(]|subgraph (g\d+)\[)/gm)].map(([, part, frame]) => part ?? frame));
    const joined = [...text.matchAll(/^([pg]\d+) (?:-->|-\.->) ([pg]\d+)$/gm)].flatMap(([, from, to]) => [from, to]);
    expect(joined.length).toBeGreaterThan(60);
    expect(joined.filter((id) => !defined.has(id))).toEqual([]);
  }
});

describe('npm run graph', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'graph-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (config: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'tools/run.js'), 'commands/main.ts', 'graph', ...args],
      {
        encoding: 'utf8',
        cwd: folder,
        env: { ...process.env, SENTRY_CONFIG: config },
      },
    );
    return { status, stdout, stderr };
  };

  test('writes SVG and Mermaid of every file, the same bytes as the function', async () => {
    const files = ['default', 'medium'].map((name) => path.join(root, 'examples', `${name}.yaml`));
    const { status, stdout, stderr } = run(files.join(','));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe('graph/default.svg\ngraph/default.mmd\ngraph/medium.svg\ngraph/medium.mmd\n');
    const system = systemOfFile(scenario('medium'));
    expect(readFileSync(path.join(folder, 'graph/medium.svg'), 'utf8')).toBe(await toSvg(system));
    expect(readFileSync(path.join(folder, 'graph/medium.mmd'), 'utf8')).toBe(toMermaid(system));
  });

  test('a mistake is told in a line and nothing is written', () => {
    writeFileSync(path.join(folder, 'bad.yaml'), 'url: 3\n');
    const before = readdirSync(folder);
    for (const [config, args, message] of [
      ['bad.yaml', ['out'], /^bad\.yaml:1:/],
      ['none.yaml', ['out'], /^none\.yaml:1:1: expected a file of settings/],
      [path.join(root, 'sentry.yaml'), ['bad.yaml'], /^bad\.yaml: expected a folder to write to: /],
      [path.join(root, 'sentry.yaml'), ['--svg'], /^error: unknown option '--svg'$/m],
      [path.join(root, 'sentry.yaml'), ['a', 'b'], /^error: too many arguments for 'graph'/],
    ] as const) {
      const { status, stdout, stderr } = run(config, ...args);
      expect(stderr).toMatch(message);
      expect(stderr).not.toContain('    at ');
      expect([status, stdout]).toEqual([1, '']);
    }
    expect(readdirSync(folder)).toEqual(before);
  });
});
