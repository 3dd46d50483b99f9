// What stands around a command: pipes, devices, folders, a shell. Each is a line and an exit code, and nothing hangs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pruneCommand } from '../../commands/prune-command';
import { shellPath } from '../../commands/shell';
import { renderText } from '../../render';
import { root } from '../../root';
import { exampleText } from '../support/scenarios';

const folder = mkdtempSync(path.join(tmpdir(), 'streams-'));
afterAll(() => rmSync(folder, { recursive: true }));
const place = (name: string): string => path.join(folder, name);
const configMap = (value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: ${value} }\n`;
writeFileSync(place('old.yaml'), configMap('b'));
writeFileSync(place('new.yaml'), configMap('c'));

const programs = [
  ['manifest-review', 'packages/manifest-review/command/main.ts', ''],
  ['cdk8s-sentry review', 'commands/main.ts', 'review'],
] as const;

/** Runs a program by bash: `$R` stands for it. */
const bash = (script: string, [, entry, word]: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 50_000,
    env: { ...process.env, R: `${process.execPath} ${path.join(root, 'tools/run.js')} ${entry} ${word}` },
  });
  return { status, stdout, stderr };
};

describe.each(programs)('%s', (...program) => {
  test('- reads a side from standard input', () => {
    const { status, stdout, stderr } = bash('cat new.yaml | $R old.yaml - --format json', program);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ new: 'standard input', summary: { changed: 1 } });
  });

  test('not both sides', () => {
    expect(bash('$R - - < new.yaml', program)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'expected one side from standard input, got both\n',
    });
  });

  test('--output - is standard output', () => {
    const { status, stdout } = bash('$R old.yaml new.yaml --output -', program);
    expect([status, stdout]).toEqual([0, expect.stringContaining('1 changed')]);
    expect(existsSync(place('-'))).toBe(false);
  });

  test('what a shell makes of <(…) is read', () => {
    expect(bash('$R old.yaml <(cat new.yaml)', program)).toMatchObject({ status: 0, stdout: expect.stringContaining('1 changed') });
  });

  test('a pipe that nobody writes to', () => {
    mkdirSync(place('pipes'), { recursive: true });
    expect(bash('mkfifo pipes/a.yaml', program).status).toBe(0);
    for (const side of ['pipes', 'pipes/a.yaml'])
      expect(bash(`$R old.yaml ${side}`, program)).toEqual({
        status: 1,
        stdout: '',
        stderr: 'pipes/a.yaml: expected a file, got a pipe\n',
      });
    rmSync(place('pipes'), { recursive: true });
  });

  test('a link that leads nowhere', () => {
    mkdirSync(place('links'));
    symlinkSync('nowhere', place('links/a.yaml'));
    expect(bash('$R old.yaml links', program)).toEqual({ status: 1, stdout: '', stderr: 'links/a.yaml: no such file\n' });
    rmSync(place('links'), { recursive: true });
  });

  test('output that cannot be written', () => {
    for (const [script, what] of [
      ['$R old.yaml new.yaml > /dev/full', 'standard output'],
      ['$R old.yaml new.yaml --output /dev/full', '/dev/full'],
    ] as const)
      expect(bash(script, program)).toEqual({ status: 1, stdout: '', stderr: `${what}: cannot be written: no space left on device\n` });
    expect(spawnSync('test', ['-c', '/dev/full']).status).toBe(0);
  });

  test('a reader that goes', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
    expect(bash('$R old.yaml new.yaml --format html | true; echo ${PIPESTATUS[0]}', program)).toEqual({
      status: 0,
      stdout: '0\n',
      stderr: '',
    });
  });

  test('aliases that explode', () => {
    const rows = Array.from({ length: 11 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]\n`);
    writeFileSync(place('bomb.yaml'), `${configMap('b')}a0: &a0 [${'x,'.repeat(9)}]\n${rows.join('')}`);
    const { status, stderr } = bash('$R old.yaml bomb.yaml', program);
    expect([status, stderr]).toEqual([1, 'bomb.yaml:16:52: not YAML: expected aliases that stand for at most 400,000 values together\n']);
    rmSync(place('bomb.yaml'));
  });
});

test.each(['a b', '$(touch ran)', '`touch ran`', "'; touch ran; '", '"; touch ran; "', '-n', 'a\ntouch ran', '~', '*', 'ä'])(
  'prune: bash takes %j as the name of a folder',
  (name) => {
    const { settings } = renderText(exampleText('default'), 'sentry.yaml');
    const command = pruneCommand(settings, shellPath(`${name}/`));
    mkdirSync(place('bin'), { recursive: true });
    // Notes the arguments of the first call; without names nothing is deleted.
    writeFileSync(place('bin/kubectl'), '#!/bin/sh\nprintf "%s\\0" "$@" > "$NOTES"\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${place('bin')}:${process.env['PATH']}`, NOTES: place('notes') };
    spawnSync('bash', ['-c', command], { cwd: folder, env });
    const given = readFileSync(place('notes'), 'utf8').split('\0').slice(0, -1).at(-1);
    expect(given).toBe(name === '-n' ? './-n/' : `${name}/`);
    expect(existsSync(place('ran'))).toBe(false);
  },
);
