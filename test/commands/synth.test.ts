import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parseImage, podSpecs, sameImage } from 'manifest-review/manifests';
import { knownReleases, loadRelease } from '../../releases/load';
import { renderText } from '../../render';
import { root } from '../../root';
import { settingsSchema } from '../../settings/schema';
import { synthFiles } from '../../synth';
import { buildTopology } from '../../topology/build';
import { withHosts } from '../../topology/hosts';
import { pulledImage } from '../../topology/images';
import { withEnvironment } from '../support/environment';
import { scenario } from '../support/scenarios';

const head = 'url: https://sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'instances-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const messages = (run: () => void): string => {
  try {
    run();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('writing', () => {
  const silent = () => {};

  test('one file fills the folder, several one folder each', () => {
    const out = path.join(folder, 'dist');
    synthFiles([config('one.yaml', head)], out, silent);
    expect(readdirSync(out)).toContain('00-foundation.k8s.yaml');
    synthFiles([config('one.yaml', head), config('two.yaml', `instance: two\n${head}`)], out, silent);
    expect(readdirSync(out)).toEqual(['one', 'two']);
    expect(readFileSync(path.join(out, 'two/30-web.k8s.yaml'), 'utf8')).toContain('name: two-web');
  });

  test('after an error the folder is as it was, and every file’s mistakes are told', () => {
    const out = path.join(folder, 'dist');
    synthFiles([config('good.yaml', head)], out, silent);
    const before = readdirSync(out);
    const text = messages(() =>
      synthFiles([config('good.yaml', head), config('a.yaml', 'size: big\n'), path.join(folder, 'none.yaml')], out, silent),
    );
    expect(text).toContain('a.yaml:1:7: size: expected small or medium, got "big"');
    expect(text).toContain('none.yaml: no such file');
    expect(readdirSync(out)).toEqual(before);
    expect(existsSync(`${out}.partial`)).toBe(false);
  });

  test('a folder, and no file at all, are refused', () => {
    const out = path.join(folder, 'dist');
    expect(messages(() => synthFiles([folder], out, silent))).toBe(`${folder}: expected a file, got a folder`);
    expect(messages(() => synthFiles([], out, silent))).toBe('SENTRY_CONFIG: expected the name of a file, got nothing');
  });

  test('two files that would share a folder are refused', () => {
    expect(messages(() => synthFiles(['a/sentry.yaml', 'b/sentry.yaml'], path.join(folder, 'dist'), silent))).toBe(
      'SENTRY_CONFIG: expected files of different names, got two that would be written to "sentry"',
    );
  });
});

describe('a release that no role fits', () => {
  test('is named by its service, image and arguments', () => {
    const release = loadRelease('26.8.0');
    const strange = {
      ...release,
      services: {
        ...release.services,
        blimp: { image: 'ghcr.io/getsentry/blimp:1', command: ['fly'], environment: {}, dependsOn: {}, volumes: [] },
      },
    };
    const settings = settingsSchema.parse({ url: 'https://a.example.com', ingest: { url: 'https://b.example.com' } });
    expect(messages(() => buildTopology(settings, strange))).toBe(
      'service blimp: no role fits image ghcr.io/getsentry/blimp:1 with arguments ["fly"]; add one under topology/roles/',
    );
  });
});

describe('what settings reach', () => {
  const manifests = (text: string) => withEnvironment([...renderText(`${head}${text}`, 'f').manifests.values()].flat());
  const find = (text: string, kind: string, name: string) =>
    manifests(text).find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  const environment = (text: string, name: string): Record<string, string | undefined> => {
    const pod = podSpecs(find(text, 'Deployment', name) ?? { apiVersion: '', kind: '', metadata: { name } })[0];
    return Object.fromEntries((pod?.containers[0]?.env ?? []).map((variable) => [variable.name, variable.value]));
  };

  test('retention drives Sentry, Snuba, cleanup, buckets and the symbol cache', () => {
    const text = 'retention: { days: 3 }\nprofile: feature-complete\n';
    expect(environment(text, 'sentry-web')['SENTRY_EVENT_RETENTION_DAYS']).toBe('3');
    expect(environment(text, 'sentry-snuba-api')['SENTRY_EVENT_RETENTION_DAYS']).toBe('3');
    expect(environment(text, 'sentry-symbolicator')['SYMBOLICATOR_MAX_UNUSED_FOR']).toBe('3d');
    const all = manifests(text);
    const cleanup = all.filter(({ kind }) => kind === 'CronJob').flatMap(podSpecs);
    expect(cleanup.map(({ containers }) => containers[0]?.args)).toEqual([['cleanup', '--days', '3']]);
    const buckets = all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'sentry-bootstrap')?.data as Record<
      string,
      string
    >;
    expect(JSON.parse(buckets['buckets.json'] ?? '')).toEqual({ filestore: {}, profiles: { expireDays: 3 } });
  });

  test('S3 for event bodies runs its image everywhere and makes its bucket', () => {
    const text = 'nodestore: { backend: s3, image: "registry.example.com/our/sentry:s3" }\n';
    expect(environment(text, 'sentry-web')['NODESTORE_BACKEND']).toBe('s3');
    const images = manifests(text)
      .flatMap(podSpecs)
      .flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers].map(({ image }) => image));
    expect(images.filter((image) => image.includes('getsentry/sentry'))).toEqual([]);
    const buckets = find(text, 'ConfigMap', 'sentry-bootstrap')?.data as Record<string, string>;
    expect(JSON.parse(buckets['buckets.json'] ?? '')).toHaveProperty('nodestore', { expireDays: 90 });
  });

  test('a patch changes its object and no other', () => {
    const patch =
      'patches:\n  - target: { kind: Service, name: sentry-web }\n    patch: [{ op: add, path: /spec/trafficDistribution, value: PreferClose }]\n';
    const before = manifests('');
    const changed = manifests(patch).filter((manifest, index) => JSON.stringify(manifest) !== JSON.stringify(before[index]));
    expect(changed.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(['Service/sentry-web']);
    expect(changed[0]?.spec).toHaveProperty('trafficDistribution', 'PreferClose');
  });

  test('a changed file rolls the pods that mount it, a changed topic plan makes another Job', () => {
    const names = (text: string) =>
      manifests(text)
        .filter(({ kind }) => kind === 'Job')
        .map(({ metadata }) => metadata.name);
    expect(names('')).toEqual(names(''));
    const [, before] = names('');
    const [, after] = names('topics: { ingest-events: { partitions: 2 } }\n');
    expect(before).not.toBe(after);
  });
});

describe('images', () => {
  test.each([
    ['nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
    ['nginx', { registry: 'docker.io', repository: 'library/nginx', tag: undefined, digest: undefined }],
    ['altinity/clickhouse-server:1', { registry: 'docker.io', repository: 'altinity/clickhouse-server', tag: '1' }],
    ['docker.io/nginx', { registry: 'docker.io', repository: 'library/nginx' }],
    ['index.docker.io/nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
    ['ghcr.io/getsentry/sentry:1', { registry: 'ghcr.io', repository: 'getsentry/sentry', tag: '1' }],
    ['ghcr.io/sentry@sha256:0', { registry: 'ghcr.io', repository: 'sentry', tag: undefined, digest: 'sha256:0' }],
    ['localhost/a:1', { registry: 'localhost', repository: 'a', tag: '1' }],
    ['registry:5000/a', { registry: 'registry:5000', repository: 'a', tag: undefined }],
    ['REGISTRY/a/b', { registry: 'REGISTRY', repository: 'a/b' }],
    ['localhost:5000/a/b:1@sha256:0', { registry: 'localhost:5000', repository: 'a/b', tag: '1', digest: 'sha256:0' }],
  ])('%s', (image, expected) => expect(parseImage(image)).toMatchObject(expected));

  test.each([
    ['postgres:14', 'docker.io/library/postgres:14', true],
    ['postgres:14', 'index.docker.io/library/postgres:14', true],
    ['postgres', 'docker.io/postgres:latest', true],
    ['postgres@sha256:0', 'docker.io/library/postgres@sha256:0', true],
    ['postgres:14', 'docker.io/library/postgres:15', false],
    ['postgres:14', 'example.com/library/postgres:14', false],
    ['postgres:14', 'docker.io/postgres/postgres:14', false],
  ])('%s and %s are one image: %s', (one, other, expected) => expect(sameImage(one, other)).toBe(expected));

  test.each([
    ['nginx:1', {}, 'docker.io/library/nginx:1'],
    ['altinity/clickhouse-server:1', {}, 'docker.io/altinity/clickhouse-server:1'],
    ['ghcr.io/getsentry/sentry:1', { registry: 'r.example.com/m' }, 'r.example.com/m/getsentry/sentry:1'],
    ['nginx:1@sha256:0', { registry: 'r.example.com' }, 'r.example.com/library/nginx:1@sha256:0'],
    ['nginx:1', { registry: 'r.example.com', registries: { 'docker.io': 'r.example.com/hub' } }, 'r.example.com/hub/library/nginx:1'],
    ['ghcr.io/a/b:1', { registries: { 'docker.io': 'r.example.com/hub' } }, 'ghcr.io/a/b:1'],
    ['nginx:1@sha256:0', { overrides: { web: { tag: '2' } } }, 'docker.io/library/nginx:2'],
    ['nginx:1', { overrides: { web: { digest: 'sha256:9' } } }, 'docker.io/library/nginx:1@sha256:9'],
  ])('%s with %j is pulled as %s', (image, settings, expected) =>
    expect(pulledImage(image, { pullSecrets: [], registries: {}, overrides: {}, ...settings }, 'web')).toBe(expected),
  );
});

test.each([
  ['kafka:9092', '', 'sentry-kafka:9092'],
  ['redis://redis:6379', '', 'redis://sentry-redis:6379'],
  ['EXTERNAL://kafka:9092,INTERNAL://kafka:9093', '', 'EXTERNAL://sentry-kafka:9092,INTERNAL://sentry-kafka:9093'],
  ['--rpc-host=taskbroker:50051', '', '--rpc-host=sentry-taskbroker:50051'],
  ['clickhouse', 'CLICKHOUSE_HOST', 'sentry-clickhouse'],
  ['clickhouse', 'STORAGE', 'clickhouse'],
  ['127.0.0.1:8125', '', '127.0.0.1:8125'],
])('host names: %s', (value, variable, expected) => {
  expect(withHosts(value, ['kafka', 'redis', 'clickhouse', 'taskbroker'], 'sentry', variable)).toBe(expected);
});

describe('commands', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(root, 'tools/run.js'), ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, SENTRY_CONFIG: 'examples/default.yaml' },
    });

  test('an entry is run as it stands now, never as it was', () => {
    const entry = config('entry.ts', 'console.log("first" satisfies string)');
    expect(run(entry).stdout).toBe('first\n');
    writeFileSync(entry, 'console.log("second" satisfies string)');
    expect(run(entry).stdout).toBe('second\n');
  });

  test('a reader that goes early is no error', () => {
    const { stderr } = spawnSync('sh', ['-c', 'node tools/run.js commands/main.ts images | true'], { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
  });

  test('images lists each image of the output once', () => {
    const images = run('commands/main.ts', 'images').stdout.trim().split('\n');
    expect(images).toEqual([...new Set(images)].sort());
    expect(images).toEqual([...new Set(scenario('default').topology.components.map(({ image }) => image))].sort());
  });

  test('secrets prints other values each time, and a key pair that belongs together', () => {
    const [first, second] = [run('commands/main.ts', 'secrets').stdout, run('commands/main.ts', 'secrets').stdout];
    expect(first.trim().split('\n')).toHaveLength(8);
    expect(first).not.toBe(second);
    const [, publicKey = '', secretKey = ''] = /public-key=([\w-]+)' --from-literal='secret-key=([\w-]+)'/.exec(first) ?? [];
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
    const signature = sign(null, Buffer.from('a'), createPrivateKey({ key: { ...jwk, d: secretKey }, format: 'jwk' }));
    expect(verify(null, Buffer.from('a'), createPublicKey({ key: jwk, format: 'jwk' }), signature)).toBe(true);
  });

  test('secrets says to standard error where a Job would make them too, and how to have none', () => {
    const by = (provider: string) =>
      run('commands/main.ts', 'secrets', '--config', config(`${provider}.yaml`, `secrets: { provider: ${provider} }\n${head}`));
    expect(by('generate').stderr).toMatch(/generate\.yaml: secrets\.provider is generate, .*secrets\.provider: existing.*\n$/);
    expect(by('existing').stderr).toBe('');
    expect(by('generate').stdout.trim().split('\n')).toHaveLength(8);
  });

  test('what secrets prints is what a shell takes', () => {
    const { stdout } = run('commands/main.ts', 'secrets');
    const shown = execFileSync('sh', ['-c', `kubectl() { printf '%s\\n' "$#"; }\n${stdout}`], { encoding: 'utf8' });
    expect(
      shown
        .trim()
        .split('\n')
        .every((count) => Number(count) >= 6),
    ).toBe(true);
  });
});

test('no release stands in the code', () => {
  const code = ['constructs', 'knowledge', 'settings', 'topology'];
  const files = code.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => path.join(folder, name)),
  );
  const found = files.filter((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return knownReleases().some((release) => new RegExp(`\\b${release.replaceAll('.', '\\.')}\\b`).test(text));
  });
  expect([files.length > 100, found]).toEqual([true, []]);
});
