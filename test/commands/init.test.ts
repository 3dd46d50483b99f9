// A folder made by init renders, tests and reviews itself.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { gitops, projectFiles } from '../../commands/init/project';
import { programFor } from '../../commands/program';
import { knownReleases } from '../../releases/load';
import { renderFile } from '../../render';
import { root } from '../../root';

const folder = mkdtempSync(path.join(tmpdir(), 'init-'));
afterAll(() => rmSync(folder, { recursive: true }));

const init = async (...args: string[]): Promise<string> => {
  let said = '';
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => {
    said += `${line}\n`;
  });
  try {
    await programFor(['init']).parseAsync(['init', ...args], { from: 'user' });
  } finally {
    log.mockRestore();
  }
  return said;
};

const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
const answers = {
  url: 'https://a.example.org',
  ingestUrl: 'https://b.example.org',
  email: 'c@example.org',
  release: '26.7.2',
  version: '1.2.3',
};

describe('a new folder', () => {
  const project = path.join(folder, 'new/sentry');
  /** A command line as npm and the CLI run it: by a shell, with what .npmrc adds. */
  const run = (line: string) => {
    const [, options = ''] = /^node-options=(.*)$/m.exec(file('.npmrc')) ?? [];
    const environment = { ...process.env, NODE_OPTIONS: `-C manifest-review-source ${options}` };
    return spawnSync(line, { cwd: project, encoding: 'utf8', env: environment, shell: true });
  };
  const file = (name: string): string => readFileSync(path.join(project, name), 'utf8');

  beforeAll(async () => {
    await init(project, '--url', answers.url, '--ingest-url', answers.ingestUrl, '--email', answers.email, '--gitops', 'argocd');
    mkdirSync(path.join(project, 'node_modules/cdk8s-sentry'), { recursive: true });
    for (const name of ['cdk8s', 'constructs', 'sucrase'])
      symlinkSync(path.join(root, 'node_modules', name), path.join(project, 'node_modules', name));
    // The package as its sources are.
    writeFileSync(
      path.join(project, 'node_modules/cdk8s-sentry/index.js'),
      `module.exports = require(${JSON.stringify(path.join(root, 'index.ts'))});\n`,
    );
  });

  test('has the answers in its settings, and the newest release', () => {
    const { settings, warnings } = renderFile(path.join(project, 'sentry.yaml'));
    expect(settings).toMatchObject({
      url: answers.url,
      ingest: { url: answers.ingestUrl },
      admin: { email: answers.email },
      release: knownReleases()[0],
    });
    // What nobody can know for its user.
    expect(warnings).toEqual([expect.stringContaining('warning: mail: absent'), expect.stringContaining('needs tlsSecret')]);
  });

  test('pins exact versions, those that this repository is tested with, and itself', () => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(file('package.json')) as Record<string, Record<string, string>>;
    const pins = { ...dependencies, ...devDependencies };
    expect(pins['cdk8s-sentry']).toBe(own['version']);
    expect(pins).toEqual({
      ...pins,
      ...Object.fromEntries(
        Object.keys(pins).flatMap((name) => {
          const version = own['dependencies']?.[name] ?? own['devDependencies']?.[name];
          return name === 'cdk8s-sentry' ? [] : [[name, version]];
        }),
      ),
    });
  });

  test('renders by the command of its cdk8s.yaml, and its test holds dist/ to that', () => {
    const { app } = load(file('cdk8s.yaml')) as { app: string };
    const { status, stdout, stderr } = run(app);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^sentry\.yaml:\d+:\d+: warning: .*mail: absent.*\n.*needs tlsSecret.*\n$/);
    const { manifests } = renderFile(path.join(project, 'sentry.yaml'));
    const written = readdirSync(path.join(project, 'dist')).flatMap((name) => loadAll(file(`dist/${name}`)));
    expect(written).toHaveLength([...manifests.values()].flat().length);

    const { scripts = {} } = JSON.parse(file('package.json')) as { scripts?: Record<string, string> };
    const test = scripts['test'] ?? '';
    expect(run(test)).toMatchObject({ status: 0 });
    writeFileSync(path.join(project, 'sentry.yaml'), file('sentry.yaml').replace('days: 90', 'days: 30'));
    const failed = run(test);
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain('40-retention');

    writeFileSync(path.join(project, 'sentry.yaml'), file('sentry.yaml').replace('days: 30', 'days: soon'));
    const wrong = run(app);
    expect({ ...wrong, status: wrong.status }).toMatchObject({ status: 1, stdout: '' });
    expect(wrong.stderr).toMatch(/^sentry\.yaml:\d+:\d+: retention\.days: expected .*, got "soon"\n$/);
  });

  test('writes the kustomization.yaml of docs/kustomize.md when its main.ts does', () => {
    const [, imports = '', program = ''] =
      /```ts\n(import .*\n)\n([\s\S]*?)```/.exec(readFileSync(path.join(root, 'docs/kustomize.md'), 'utf8')) ?? [];
    const before = file('main.ts');
    writeFileSync(path.join(project, 'main.ts'), `${imports}${before.replace('app.synth();\n', program)}`);
    writeFileSync(path.join(project, 'sentry.yaml'), file('sentry.yaml').replace('days: soon', 'days: 90'));
    const { app } = load(file('cdk8s.yaml')) as { app: string };
    expect(run(app)).toMatchObject({ status: 0 });
    const { resources } = load(file('dist/kustomization.yaml')) as { resources: string[] };
    expect([...resources, 'kustomization.yaml'].sort()).toEqual(readdirSync(path.join(project, 'dist')).sort());
    expect(resources.length).toBeGreaterThan(10);
    writeFileSync(path.join(project, 'main.ts'), before);
  });

  test('tells what npm starts to ask no registry for a newer cdk8s-cli', () => {
    const { stdout } = spawnSync('npm', ['exec', '-c', 'node -p process.env.CDK8S_CHECK_UPGRADE'], {
      cwd: project,
      encoding: 'utf8',
      // As from a shell: what the npm of this test has set would go before .npmrc.
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/.test(name))),
    });
    expect(stdout).toBe('false\n');
    // pnpm leaves out a whole file with a value in it that it cannot fill in.
    expect(file('.npmrc').replace(/^#.*$/gm, '')).not.toContain('${');
  });

  test('reviews as the command can be called', () => {
    const calls = ['.github/workflows/review.yml', '.gitlab-ci.yml'].flatMap((name) => {
      expect(load(file(name))).toBeInstanceOf(Object);
      return [...file(name).matchAll(/npx cdk8s-sentry (.*)$/gm)].map(([, args = '']) => args.split(' '));
    });
    expect(calls).toHaveLength(6);
    for (const [name = '', ...args] of calls) {
      const command = programFor([name]).commands.find((each) => each.name() === name);
      expect(command?.parseOptions(args).unknown).toEqual([]);
    }
  });
});

test('argocd, flux or none: what applies dist/, or nothing', () => {
  const of = (tool: (typeof gitops)[number]) =>
    [...projectFiles({ ...answers, gitops: tool }).keys()].filter((name) => /^(argocd|flux)/.test(name));
  expect(gitops.map(of)).toEqual([['argocd/application.yaml'], ['flux/kustomization.yaml'], []]);
});

describe('what it refuses', () => {
  test.each([
    [
      'a folder that holds something',
      () => {
        mkdirSync(path.join(folder, 'full'));
        writeFileSync(path.join(folder, 'full/a'), 'as it was');
        return ['full'];
      },
      'expected an empty folder or none, got one with a; nothing was written',
    ],
    [
      'a file',
      () => {
        writeFileSync(path.join(folder, 'file'), '');
        return ['file'];
      },
      'expected an empty folder or none, got a file',
    ],
    [
      'addresses that are none, all of them',
      () => ['bad', '--url', 'sentry', '--ingest-url', 'https://b.example.org/ #', '--email', 'a: b'],
      [
        '--url: expected the address where people open Sentry such as https://sentry.example.com: scheme and lower-case host, no path, got "sentry"',
        '--ingest-url: expected the address where SDKs send events such as https://sentry.example.com: scheme and lower-case host, no path, got "https://b.example.org/ #"',
        '--email: expected an e-mail address, got "a: b"',
      ].join('\n'),
    ],
    [
      'one host for both',
      () => ['bad', '--url', 'https://a.example.com', '--ingest-url', 'https://a.example.com'],
      '--ingest-url: expected another host than that of url, the internal door, got "a.example.com" for both',
    ],
  ])('%s, and leaves all as it was', async (_what, args, message) => {
    const [name = '', ...flags] = args();
    await expect(init(path.join(folder, name), ...flags)).rejects.toThrow(message);
    expect(existsSync(path.join(folder, 'bad'))).toBe(false);
    if (name === 'full') expect(readdirSync(path.join(folder, 'full'))).toEqual(['a']);
  });

  test('what an e-mail address may begin with is no YAML', () => {
    const text = projectFiles({ ...answers, gitops: 'none', email: "'a@example.org" }).get('sentry.yaml') ?? '';
    expect(load(text)).toMatchObject({ admin: { email: "'a@example.org" } });
  });

  test('its last words can be pasted into a shell, whatever the folder is called', async () => {
    const name = path.join(folder, `it's a "place"`);
    const [, line = ''] = /^ {2}(cd .*)$/m.exec(await init(name)) ?? [];
    expect(spawnSync('sh', ['-c', `${line} && pwd -P`], { encoding: 'utf8' }).stdout).toBe(`${realpathSync(name)}\n`);
  });

  test('but not a repository that git has just made', async () => {
    mkdirSync(path.join(folder, 'git/.git'), { recursive: true });
    expect(await init(path.join(folder, 'git'))).toContain('npx cdk8s synth');
    expect(existsSync(path.join(folder, 'git/main.ts'))).toBe(true);
  });
});

test.each([
  ['https://sentry.example.com', 'https://events.example.com'],
  ['https://sentry.example.company.io', 'https://in.example.company.io'],
  ['https://sentry.company.io', 'https://sentry.internal.example.com'],
])('answers that look like the examples stay where they belong: %s, %s', (url, ingestUrl) => {
  const text = projectFiles({ ...answers, gitops: 'none', url, ingestUrl, email: 'admin@example.com.org' }).get('sentry.yaml') ?? '';
  expect(load(text)).toMatchObject({
    url,
    ingest: { url: ingestUrl },
    admin: { email: 'admin@example.com.org' },
    release: answers.release,
  });
});
