// The review as a command: what it reads, what it refuses, what it answers.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { load } from 'js-yaml';
import { root } from '../../root';

const folder = mkdtempSync(path.join(tmpdir(), 'review-'));
const repository = path.join(folder, 'repository');

afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, text: string): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

const run = (args: readonly string[], cwd = root) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/run.js', 'commands/main.ts', 'review', ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
};

const object = (name: string, image = 'a:1', kind = 'Deployment') =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n  replicas: 2\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec: { containers: [{ name: a, image: "${image}" }] }\n`;

const good = put('good/a.yaml', object('a'));
const other = put('other/a.yaml', object('a', 'a:2'));

/** The command in a clone of its own, of which dist/ is one file. */
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: repository, encoding: 'utf8' });

beforeAll(() => {
  mkdirSync(repository);
  for (const name of [
    'package.json',
    'commands',
    'constructs',
    'imports',
    'releases',
    'settings',
    'topology',
    'files',
    'packages',
    'knowledge',
    'tools',
  ])
    cpSync(path.join(root, name), path.join(repository, name), { recursive: true });
  for (const name of readdirSync(root).filter((entry) => entry.endsWith('.ts'))) cpSync(path.join(root, name), path.join(repository, name));
  // A folder of its own, since the command bundles itself there and finds the repository from that place.
  mkdirSync(path.join(repository, 'node_modules'));
  for (const name of readdirSync(path.join(root, 'node_modules')).filter((entry) => !entry.startsWith('.')))
    symlinkSync(path.join(root, 'node_modules', name), path.join(repository, 'node_modules', name));
  git('init', '--quiet', '--initial-branch=main');
  put('repository/dist/a.k8s.yaml', object('a'));
  git('add', 'dist');
  git('commit', '--quiet', '-m', 'one');
  put('repository/dist/a.k8s.yaml', object('a', 'a:2'));
  git('commit', '--quiet', '-am', 'two');
});

describe('what it reads', () => {
  test('two files, in text', () => {
    const { status, stdout, stderr } = run([good, other]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('1  restart');
    expect(stdout).toContain('containers[*].image: a:1 → a:2');
  });

  test('two folders, a List and JSON among them', () => {
    const list = put(
      'list/a.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } }] }),
    );
    const { status, stdout } = run([path.dirname(good), path.dirname(list)]);
    expect(status).toBe(0);
    expect(stdout).toContain('ConfigMap/b');
  });

  test('an empty side', () => {
    const empty = put('empty/a.yaml', '# nothing\n---\n');
    const { status, stdout, stderr } = run([empty, good]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'empty/a.yaml: no objects there\n' });
    expect(stdout).toContain('1 added');
  });

  test('kinds of CRDs that it does not know', () => {
    const custom = (a: number) =>
      put(`custom/${a}.yaml`, `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: a }\nspec: { a: ${a} }\n`);
    const { status, stdout } = run([custom(1), custom(2)]);
    expect(status).toBe(0);
    expect(stdout).toContain('Unknown   Thing');
  });

  test('an object that stands there twice, word for word', () => {
    const { status, stderr } = run([good, put('twice/a.yaml', `${object('a')}---\n${object('a')}`)]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'twice/a.yaml:11: Deployment/a stands at twice/a.yaml:1 too, word for word\n',
    });
  });

  test('two revisions, and a dirty tree is said to be left out', () => {
    const { status, stdout, stderr } = run(['HEAD~1..main'], repository);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('a:1 → a:2');
    put('repository/dist/a.k8s.yaml', object('a', 'a:3'));
    const dirty = run(['HEAD~1..main'], repository);
    expect(dirty.stderr).toBe('dist/ has changes that are not committed: they are not in this review\n');
    expect(dirty.stdout).not.toContain('a:3');
    const tree = run([], repository);
    expect({ status: tree.status, stderr: tree.stderr }).toEqual({ status: 0, stderr: '' });
    expect(tree.stdout).toContain('a:2 → a:3');
  });
});

describe('what it refuses, without writing anything', () => {
  const refused: readonly [string, () => string[], string | RegExp][] = [
    [
      'what is no YAML',
      () => [good, put('broken/a.yaml', `${object('a')}---\na: [1\nb: 2\n`)],
      /^broken\/a\.yaml:\d+:\d+: not YAML: [^\n]+\n$/,
    ],
    [
      'half a document',
      () => [good, put('half/a.yaml', 'apiVersion: v1\nkind: ConfigMap\n')],
      'half/a.yaml:1:1: expected a Kubernetes object, got one without metadata.name (fields apiVersion, kind)\n',
    ],
    ['a text', () => [good, put('text/a.yaml', 'hello\n')], 'text/a.yaml:1:1: expected a Kubernetes object, got "hello"\n'],
    [
      'an object that stands there twice',
      () => [good, put('differing/a.yaml', `${object('a')}---\n${object('a', 'a:2')}`)],
      'differing/a.yaml:11:1: Deployment/a stands at differing/a.yaml:1 too, with other content: which of them is meant?\n',
    ],
    [
      'a place where nothing is',
      () => [good, path.join(folder, 'nowhere')],
      'nowhere: expected a file or folder of manifests, got nothing at this path\n',
    ],
    [
      'a revision that is not there',
      () => ['nowhere..HEAD'],
      /^nowhere: expected a revision of this repository, got a name that git does not know/,
    ],
    ['a single place', () => [good], /^good\/a\.yaml: expected two revisions such as main\.\.HEAD, or a second file or folder\n$/],
    ['three places', () => [good, other, good], /^error: too many arguments for 'review'/],
    ['an unknown format', () => [good, other, '--format', 'pdf'], /^error: option '--format <format>' argument 'pdf' is invalid/],
    [
      'an unknown verdict',
      () => [good, other, '--fail-on', 'bad'],
      /^error: option '--fail-on <verdict>' argument 'bad' is invalid. Allowed choices are rejected, /,
    ],
    ['an unknown option', () => [good, other, '--colour'], /^error: unknown option '--colour'/],
  ];

  test.each(refused)('%s', (_what, args, message) => {
    const output = path.join(folder, 'output.txt');
    const { status, stdout, stderr } = run([...args(), '--output', output], repository);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(output)).toBe(false);
    expect(existsSync(`${output}.partial`)).toBe(false);
  });

  test('an output that cannot be written', () => {
    const { status, stderr } = run([good, other, '--output', path.join(folder, 'nowhere/output.txt')]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/nowhere\/output\.txt: cannot be written: no such file or directory\n$/);
  });
});

describe('what it answers', () => {
  test('exit code 2 where an object is as bad as --fail-on', () => {
    expect(run([good, other, '--fail-on', 'restart']).status).toBe(2);
    expect(run([good, other, '--fail-on', 'outage']).status).toBe(0);
    expect(run([good, good, '--fail-on', 'safe']).status).toBe(0);
  });

  test.each(['text', 'markdown', 'json', 'html'])('a file of %s', (format) => {
    const output = path.join(folder, `review.${format}`);
    expect(run([good, other, '--format', format, '--output', output])).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(output, 'utf8')).toContain('a:2');
  });
});

describe.each(['.github/workflows/review.yml', '.gitlab-ci.yml'])('%s of init', (name) => {
  const text = readFileSync(path.join(root, 'commands/init/templates/project', name), 'utf8');

  test('is YAML, and calls the command as it can be called', () => {
    expect(load(text)).toBeInstanceOf(Object);
    const calls = [...text.matchAll(/npx cdk8s-sentry review "[^"]+" (.*)$/gm)].map(([, options = '']) => options);
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const options of calls)
      expect(run(['HEAD~1..HEAD', ...options.split(' ')], repository)).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(/^(dist\/ has changes.*\n)?$/),
      });
  });
});
