// What all commands have in common: help, refusals, exit codes; and the folder that synth replaces.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App } from 'cdk8s';
import type { Command } from 'commander';
import { UserError } from 'manifest-review/manifests';
import { commands } from '../../commands';
import { mustBeReplaceable } from '../../commands/output-folder';
import { programFor } from '../../commands/program';
import { shellPath } from '../../commands/shell';
import { Sentry } from '../../constructs/sentry';
import { kustomizationOf } from '../../kustomization';
import { root } from '../../root';
import { synthFiles } from '../../synth';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'command-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** What commander says, and how it ends. */
const run = async (...args: string[]) => {
  let said = '';
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      said += text;
      return true;
    });
  const error: unknown = await programFor(args)
    .parseAsync(args, { from: 'user' })
    .then(() => undefined)
    .catch((caught: unknown) => caught);
  jest.restoreAllMocks();
  return { said, error };
};

/** The commands that do something, by the words that lead to them. */
const leaves = (command: Command, words: readonly string[] = []): (readonly string[])[] =>
  command.commands.length === 0 ? [words] : command.commands.flatMap((each) => leaves(each, [...words, each.name()]));
const all = leaves(programFor());

describe.each(all.map((words) => [words.join(' '), words] as const))('cdk8s-sentry %s', (_name, words) => {
  test('has help with an example of itself', async () => {
    const { said, error } = await run(...words, '--help');
    expect(error).toMatchObject({ lines: [], exitCode: 0 });
    expect(said).toMatch(new RegExp(`^Usage: cdk8s-sentry ${words.join(' ')}`));
    expect(said).toMatch(new RegExp(`\nExamples:\n(  .*\n)*  .*cdk8s-sentry ${words.join(' ')}`));
  });

  test('refuses an option that it does not know, and arguments too many, in one line', async () => {
    const unknown = await run(...words, '--nonsense');
    expect(unknown.error).toMatchObject({ lines: [], exitCode: 1 });
    expect(unknown.said).toBe("error: unknown option '--nonsense'\n");
    const many = await run(...words, 'bash', 'b', 'c', 'd');
    expect(many.error).toMatchObject({ lines: [], exitCode: 1 });
    expect(many.said).toMatch(/^error: too many arguments for '.*\n$/);
  });
});

// In a process of its own, since one that never ends would take the tests with it.
test.each(['init /proc/cdk8s-sentry', 'graph /proc/cdk8s-sentry/graph', 'synth --output /proc/cdk8s-sentry'])(
  '%s ends with a line where the system makes no folder',
  (words) => {
    const { status, stdout, stderr, error } = spawnSync(process.execPath, ['tools/run.js', 'commands/main.ts', ...words.split(' ')], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, SENTRY_CONFIG: 'examples/existing-secrets.yaml' },
      timeout: 30_000,
    });
    expect({ status, stdout, error }).toEqual({ status: 1, stdout: '', error: undefined });
    expect(stderr).toMatch(/^(.*warning.*\n)*\/proc\/cdk8s-sentry\S*: expected a folder to write to; the system says: .*\n$/);
    expect(stderr).not.toContain('.partial');
  },
);

// A shell may be reading.
test.each(['secrets', 'prune', 'images'])('%s prints nothing where a later file is wrong', (word) => {
  const bad = path.join(folder, 'bad.yaml');
  writeFileSync(bad, 'size: big\n');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['tools/run.js', 'commands/main.ts', word, '--config', `examples/existing-secrets.yaml,${bad}`],
    { cwd: root, encoding: 'utf8' },
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('bad.yaml:1:7: size: expected small or medium, got "big"');
});

test.each([
  ['reveiw', "error: unknown command 'reveiw' (Did you mean review?)\n"],
  ['reveiw --help', "error: unknown command 'reveiw' (Did you mean review?)\n"],
  ['help reveiw', "error: unknown command 'reveiw' (Did you mean review?)\n"],
  ['help nope', "error: unknown command 'nope'\n"],
  ['help synth nope', "error: unknown command 'synth nope'\n"],
  ['release improt', "error: unknown command 'improt' (Did you mean import?)\n"],
  ['release improt --help', "error: unknown command 'improt' (Did you mean import?)\n"],
  ['release help improt', "error: unknown command 'improt' (Did you mean import?)\n"],
  ['help release improt', "error: unknown command 'improt' (Did you mean import?)\n"],
])('what is no command is told in one line, with a near miss: %s', async (words, line) => {
  const { said, error } = await run(...words.split(' '));
  expect(said).toBe(line);
  expect(error).toMatchObject({ lines: [], exitCode: 1 });
});

// As a shell makes of a variable that is not set.
test.each(['init', 'graph', 'synth --output', 'prune --output'])('%s of no name is refused, and the folder of now stays', async (words) => {
  const { said, error } = await run(...words.split(' '), '');
  expect(said).toMatch(/expected the name of a folder, got nothing/);
  expect(error).toMatchObject({ exitCode: 1 });
});

test.each(['help review', 'help release import', 'release help import'])('%s prints the help of the command', async (words) => {
  const { said, error } = await run(...words.split(' '));
  expect(said).toMatch(new RegExp(`^Usage: cdk8s-sentry ${words.replace(/help /, '')} `));
  expect(error).toBeUndefined();
});

test('shells take a path as one word and as no option', () => {
  for (const place of ['plain/dir', 'with space', 'it\'s "quoted" $HOME', '-dash', 'a;b']) {
    const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${shellPath(place)}`], { encoding: 'utf8' });
    expect(stdout.replace(/^\.\/(?=-)/, '')).toBe(`${place}\n`);
  }
  expect(shellPath('a-b/c.d')).toBe('a-b/c.d');
  expect(shellPath('-dash')).toBe('./-dash');
});

test('the list of commands has each with its summary, and help and version end well', async () => {
  const { said, error } = await run('--help');
  expect(error).toMatchObject({ exitCode: 0 });
  for (const { name } of commands) expect(said).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect((await run('help', 'synth')).said).toContain('--kustomization');
  expect((await run('--version')).said).toBe(`${JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version}\n`);
});

test('what a user can mend ends with 1 and a line without a stack trace', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['tools/run.js', 'commands/main.ts', 'check', '--config', 'none.yaml,nor-this.yaml'],
    { cwd: root, encoding: 'utf8' },
  );
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: ['none.yaml', 'nor-this.yaml'].map((file) => `${file}: no such file\n`).join(''),
  });
});

const withoutNpm = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

test('what npm starts is told to ask no registry for a newer cdk8s-cli, and keeps the options that it was given', () => {
  const { stdout } = spawnSync('npm', ['exec', '-c', 'node -p "[process.env.CDK8S_CHECK_UPGRADE, process.env.NODE_OPTIONS].join()"'], {
    cwd: root,
    encoding: 'utf8',
    // As from a shell: what the npm of this test has set would go before .npmrc.
    env: { ...withoutNpm, NODE_OPTIONS: '--stack-trace-limit=7' },
  });
  expect(stdout).toMatch(/^false,--stack-trace-limit=7 /);
});

describe('synth', () => {
  const settings = 'url: https://sentry.internal.example.com\ningest: { url: "https://sentry.example.com", endpoints: [envelope] }\n';
  const config = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  test('--kustomization names every file, in a folder for each instance', () => {
    const output = path.join(folder, 'out');
    const files = [config('a.yaml', settings), config('b.yaml', `instance: b\n${settings}`)];
    synthFiles(files, output, () => {}, { kustomization: true });
    for (const name of ['a', 'b']) {
      const written = readdirSync(path.join(output, name));
      const manifests = written.filter((file) => file.endsWith('.k8s.yaml'));
      expect(manifests.length).toBeGreaterThan(10);
      expect(readFileSync(path.join(output, name, 'kustomization.yaml'), 'utf8')).toBe(kustomizationOf(manifests));
      expect(written).toHaveLength(manifests.length + 1);
    }
    // What was written may be replaced.
    mustBeReplaceable(output);
  });

  test('replaces no folder that holds anything else', () => {
    const output = path.join(folder, 'out');
    mustBeReplaceable(output);
    const refused = (what: string): void =>
      expect(() => mustBeReplaceable(output)).toThrow(
        `${output}: expected a folder of manifests to replace, got one with ${what}; nothing was written`,
      );
    mkdirSync(path.join(output, '.git'), { recursive: true });
    refused('.git');
    rmSync(path.join(output, '.git'), { recursive: true });
    const manifests = ['00-foundation.k8s.yaml', '30-web.k8s.yaml'];
    for (const name of manifests) writeFileSync(path.join(output, name), '');
    mustBeReplaceable(output);
    writeFileSync(path.join(output, 'kustomization.yaml'), kustomizationOf(manifests));
    mustBeReplaceable(output);
    writeFileSync(path.join(output, 'kustomization.yaml'), 'resources: [../base]\n');
    refused('kustomization.yaml');
    rmSync(path.join(output, 'kustomization.yaml'));
    mkdirSync(path.join(output, 'a'));
    refused('a');
    writeFileSync(path.join(output, 'a/30-web.k8s.yaml'), '');
    mustBeReplaceable(output);
    writeFileSync(path.join(output, 'a/notes.md'), '');
    expect(() => mustBeReplaceable(output)).toThrow(
      `${output}: expected a folder of manifests to replace, got one with a/notes.md; nothing was written`,
    );
    expect(() => mustBeReplaceable(root)).toThrow('nothing was written');
  });

  test('leaves what a program of cdk8s has rendered to that program, so that no folder holds two sets', async () => {
    const output = path.join(folder, 'out');
    const settingsFile = config('good.yaml', settings);
    const app = new App({ outdir: output });
    Sentry.fromFile(app, 'sentry', settingsFile);
    app.synth();
    const before = readdirSync(output);
    const { error } = await run('synth', '--config', settingsFile, '--output', output);
    expect(String(error)).toMatch(
      /got one with sentry-00-foundation-\S+\.k8s\.yaml, which a program has rendered: render that by npx cdk8s synth, /,
    );
    expect(readdirSync(output)).toEqual(before);
  });

  test('a place that is no folder, or below none, is said without a stack trace', async () => {
    const [settingsFile, file] = [config('good.yaml', settings), config('file', '')];
    for (const output of [file, path.join(file, 'below')]) {
      const { error } = await run('synth', '--config', settingsFile, '--output', output);
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toContain(`${output}: expected a folder to write to`);
    }
    expect((await run('images', '--config', ',')).said).toContain('expected the name of a file, got nothing');
  });
});
