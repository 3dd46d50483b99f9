// The picture of every scenario shows its topology.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Manifest } from 'manifest-review/manifests';
import { systemOf as systemOfAny } from 'manifest-review/picture';
import { sentryPicture, systemOfFile } from '../../knowledge';
import { roleOf } from '../../knowledge/parts';
import { toMermaid } from '../../packages/manifest-review/picture/mermaid';
import { componentPodsOf } from '../../packages/manifest-review/picture/objects';
import { toSvg } from '../../packages/manifest-review/picture/svg';
import type { System } from '../../packages/manifest-review/picture/system';
import { root } from '../../root';
import { manifestsOf, scenario, scenarioNames } from '../support/scenarios';

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
    const workloads = manifestsOf(name).flatMap((manifest) => componentPodsOf(manifest) ?? []);
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

test('an image of one’s own still runs Sentry', () => {
  const [first] = manifestsOf('default')
    .map(componentPodsOf)
    .filter((pods) => pods?.component === 'web');
  if (first === undefined) throw new Error('no web');
  const renamed = JSON.parse(JSON.stringify(first).replaceAll(/"image":"[^"]*"/g, '"image":"registry.example.com/ours:1"')) as typeof first;
  expect(roleOf(renamed)?.name).toBe('web');
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
      ['none.yaml', ['out'], /^none\.yaml: no such file/],
      [path.join(root, 'sentry.yaml'), ['bad.yaml'], /^bad\.yaml: expected a folder to write to, got a file/],
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
