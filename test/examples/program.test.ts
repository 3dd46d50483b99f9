// The example of a program runs and uses every export.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { loadAll } from 'js-yaml';
import type { Manifest } from 'manifest-review/manifests';
import { knownReleases } from '../../releases/load';
import { root } from '../../root';

const example = path.join(root, 'examples/program/main.ts');
const outdir = mkdtempSync(path.join(tmpdir(), 'program-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** What an App of cdk8s writes when the example runs as `cdk8s synth` runs it. */
const run = (): Map<string, string> => {
  process.env['CDK8S_OUTDIR'] = outdir;
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  jest.isolateModules(() => require(example));
  return new Map(readdirSync(outdir).map((file) => [file, readFileSync(path.join(outdir, file), 'utf8')]));
};

test('the example of a program runs: two instances, a patch, and what it reads of the topology', () => {
  const files = run();
  const named = (start: string): string => [...files].find(([file]) => file.startsWith(start))?.[1] ?? '';
  expect([...files.keys()].filter((file) => file.startsWith('sentry-'))).toHaveLength(17);
  expect([...files.keys()].filter((file) => file.startsWith('staging-'))).toHaveLength(17);
  expect(named('sentry-30-web')).toContain('priorityClassName: high');
  expect(named('staging-30-web')).not.toContain('priorityClassName');
  const [policy, config] = loadAll(files.get('exporter.k8s.yaml') ?? '') as Manifest[];
  expect(policy?.spec).toHaveProperty(['podSelector', 'matchLabels', 'app.kubernetes.io/component'], 'redis');
  expect(config?.data).toMatchObject({
    redis: 'sentry-redis.sentry.svc.cluster.local:6379',
    clients: expect.stringContaining('web (redis)'),
    groups: expect.stringContaining('snuba-errors-consumer: snuba-consumers\n'),
    partitions: expect.stringContaining('ingest-events: 1\n'),
    alone: expect.stringContaining('postgres\n'),
    release: knownReleases()[0],
    kafka: 'sentry-kafka:9092',
    postgres: 'postgres://sentry-postgres:5432/?sslmode=disable',
    'postgres-password': 'sentry-postgres/password',
  });
});

test('the example uses all that is exported, and docs/api.md says what that is', () => {
  const api = readFileSync(path.join(root, 'docs/api.md'), 'utf8');
  const exported = [...api.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name);
  const text = readFileSync(example, 'utf8');
  const namesIn = (source: string, pattern: RegExp): string[] =>
    [...source.matchAll(pattern)]
      .flatMap(([, names = '']) => names.split(',').map((each) => each.replace('type ', '').trim()))
      .filter(Boolean);
  expect(exported).toContain('Sentry');
  expect(namesIn(readFileSync(path.join(root, 'index.ts'), 'utf8'), /export (?:type )?\{([^}]*)\}/g).sort()).toEqual([...exported].sort());
  expect(namesIn(text, /import (?:type )?\{([^}]*)\} from 'cdk8s-sentry'/g).sort()).toEqual([...exported].sort());
});
