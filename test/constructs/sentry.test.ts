// The construct in an App of others, and how its components are reached.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { type Manifest, UserError } from 'manifest-review/manifests';
import { Sentry } from '../../constructs/sentry';
import { root } from '../../root';
import { SettingsError } from '../../settings/load';
import type { SentryProps } from '../../settings/props';

const props: SentryProps = { url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' } };

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), 'tree-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

const made = (more: Partial<SentryProps> = {}): Manifest[] =>
  new Sentry(new App(), 'sentry', { ...props, ...more }).charts.flatMap((chart) => chart.toJson());

describe('an App of others', () => {
  test('writes what dist/ holds, byte for byte, into files that cdk8s names', () => {
    const app = new App({ outdir });
    Sentry.fromFile(app, 'sentry', path.join(root, 'sentry.yaml'));
    app.synth();
    const written = readdirSync(outdir);
    const committed = readdirSync(path.join(root, 'dist'));
    expect(written.map((file) => file.replace(/^sentry-(.*)-c8[0-9a-f]{6}(\.k8s\.yaml)$/, '$1$2'))).toEqual(committed);
    for (const [index, file] of written.entries())
      expect(readFileSync(path.join(outdir, file), 'utf8')).toBe(readFileSync(path.join(root, 'dist', committed[index] ?? ''), 'utf8'));
  });

  test('holds two instances beside a chart of its own', () => {
    const app = new App({ outdir });
    const other = new Chart(app, 'other');
    new ApiObject(other, 'notes', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'notes' } });
    new Sentry(app, 'one', { ...props, instance: 'one' });
    new Sentry(app, 'two', { ...props, instance: 'two', namespace: 'two', profile: 'feature-complete' });
    app.synth();
    const files = readdirSync(outdir);
    expect(files).toContain('other.k8s.yaml');
    expect(files.filter((file) => file.startsWith('one-'))).toHaveLength(17);
    expect(files.filter((file) => file.startsWith('two-'))).toHaveLength(20);
    expect(readFileSync(path.join(outdir, 'other.k8s.yaml'), 'utf8')).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: notes\n');
    const web = files.find((file) => file.startsWith('two-30-web'));
    expect(readFileSync(path.join(outdir, web ?? ''), 'utf8')).toContain('name: two-web\n  namespace: two\n');
  });

  test('holds no two instances of one name in one namespace', () => {
    const app = new App({ outdir });
    new Sentry(app, 'one', props);
    expect(() => new Sentry(app, 'two', props)).toThrow(
      'instance: expected another name than that of one in namespace "sentry", got "sentry"',
    );
    new Sentry(app, 'three', { ...props, namespace: 'staging' });
  });

  test('writes no empty chart', () => {
    const sentry = new Sentry(new App(), 'sentry', props);
    expect(sentry.charts.map((chart) => chart.node.id)).not.toContain('30-profiling');
    expect(sentry.charts.filter((chart) => chart.toJson().length === 0)).toEqual([]);
  });

  test('carries the sync wave of each chart', () => {
    const waves = made().map(({ metadata }) => (metadata['annotations'] as Record<string, string>)['argocd.argoproj.io/sync-wave']);
    expect([...new Set(waves)]).toEqual(['-30', '-20', '-10', '0', '10']);
  });
});

test.each([
  [5, '5'],
  [undefined, 'nothing'],
  [{}, 'a mapping'],
  ['', '""'],
])('fromFile of %j says what was expected', (file, got) => {
  const made = () => Sentry.fromFile(new App(), 'sentry', file as string);
  expect(made).toThrow(new SettingsError([`expected the path of a file of settings, got ${got}`]));
  expect(made).toThrow(SettingsError);
});

describe('components', () => {
  test('are reached by upstream’s name, with their workload, Service and selector', () => {
    const sentry = new Sentry(new App(), 'sentry', {
      ...props,
      profile: 'feature-complete',
      kubernetes: { clusterDomain: 'cluster.example' },
    });
    const { workload, service, selector } = sentry.component('snuba-api');
    expect(`${workload.kind}/${workload.name}`).toBe('Deployment/sentry-snuba-api');
    expect(service).toMatchObject({ host: 'sentry-snuba-api.sentry.svc.cluster.example', ports: { http: 1218 } });
    expect(selector).toEqual(workload.toJson().spec.selector.matchLabels);
    for (const { name } of sentry.topology.components) expect(sentry.component(name).objects).toContain(sentry.component(name).workload);
    expect(sentry.component('clickhouse').workload.kind).toBe('StatefulSet');
    expect(sentry.component('bootstrap').workload.kind).toBe('Job');
    expect(sentry.component('symbolicator-cleanup').workload.name).toBe('sentry-symbolicator');
  });

  test('that do not run are told apart from those that nobody knows', () => {
    const sentry = new Sentry(new App(), 'sentry', props);
    expect(() => sentry.component('wbe')).toThrow('unknown component "wbe", did you mean "web"?');
    expect(() => sentry.component('vroom')).toThrow('component "vroom" does not run in this profile');
    expect(() => sentry.component('vroom')).toThrow(UserError);
  });
});
