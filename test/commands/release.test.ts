// The import of a release as a command: files written, and mistakes that are told.
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { importRelease } from '../../releases/import/import';
import { loadRelease } from '../../releases/load';
import type { Release } from '../../releases/release';
import { root } from '../../root';
import { inMemory } from '../support/in-memory';
import { repository } from '../support/upstream';
import { upstreamOf } from '../support/upstream-of';

/** Upstream's files at a tag of its own. */
const at = (tag: string) => upstreamOf(JSON.parse(JSON.stringify(loadRelease('26.8.0')).replaceAll('26.8.0', tag)) as Release);

const upstream = at('1.2.3');

describe('npm run release -- import', () => {
  const repo = repository({
    '1.2.3': upstream,
    '1.2.4': { ...upstream, 'docker-compose.yml': undefined },
    '1.2.5': { ...upstream, 'clickhouse/config.xml': '<a>' },
    '1.2.6': { ...at('1.2.6'), 'docker-compose.yml': at('1.2.6')['docker-compose.yml']?.replace('["weed"]', '["wood"]') },
  });
  const output = mkdtempSync(path.join(tmpdir(), 'releases-'));
  afterAll(() => {
    for (const folder of [repo, output]) rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]) => {
    const environment = { ...process.env, SENTRY_IMAGE: 'from-the-process' };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'tools/run.js'), 'commands/main.ts', 'release', ...args],
      {
        encoding: 'utf8',
        env: environment,
      },
    );
    return { status, stdout, stderr };
  };

  test('writes the same bytes each time', () => {
    const file = path.join(output, '1.2.3.json');
    const first = run('import', repo, '1.2.3', '--output', output);
    expect(first).toMatchObject({ status: 0, stdout: `${path.relative(process.cwd(), file)}: 57 services, 84 topics\n` });
    expect(first.stderr).toBe('');
    const text = readFileSync(file, 'utf8');
    expect(text).toBe(`${JSON.stringify(importRelease('1.2.3', inMemory(upstream)).release, null, 2)}\n`);
    const before = statSync(file).ino;
    linkSync(file, `${file}.before`);
    run('import', repo, '1.2.3', '--output', output);
    rmSync(`${file}.before`);
    // Another file in its place: nobody can have seen half of it.
    expect(statSync(file).ino).not.toBe(before);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(output)).toEqual(['1.2.3.json']);
  });

  test.each([
    ['a tag that is not there', ['import', repo, '9.9.9'], /^9\.9\.9: expected a tag of the repository in .+, got none of this name/],
    [
      'a folder that is no repository',
      ['import', output, '1.2.3'],
      /: expected a checkout of upstream's repository; git says: fatal: not a git repository/,
    ],
    ['a folder that is not there', ['import', path.join(output, 'none'), '1.2.3'], /: expected a checkout of upstream's repository/],
    ['a missing file', ['import', repo, '1.2.4'], /^docker-compose\.yml: expected this file/],
    ['a broken file', ['import', repo, '1.2.5'], /^clickhouse\/config\.xml:1:1: /],
    [
      'something that would be lost',
      ['import', repo, '1.2.6'],
      /^docker-compose\.yml:\d+:5: services\.seaweedfs\.entrypoint: expected a line for role object-store in topology\/known\.json .+, got \["wood"\]/,
    ],
    ['a refused release', ['import', repo, '26.4.0'], /^26\.4\.0/],
    ['an unknown option', ['import', repo, '1.2.3', '--out'], /^error: unknown option '--out'/],
    ['one argument more', ['import', repo, '1.2.3', '1.2.4'], /^error: too many arguments for 'import'/],
    ['a missing argument', ['import', repo], /^error: missing required argument 'tag'/],
    ['another verb', ['export', repo, '1.2.3'], /^error: unknown command 'export'/],
  ])('%s: one line, exit code 1, and what was there stays', (_what, args, message) => {
    const file = path.join(output, '1.2.5.json');
    writeFileSync(file, 'as it was');
    const { status, stdout, stderr } = run(...args, '--output', output);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([status, stdout]).toEqual([1, '']);
    expect(readFileSync(file, 'utf8')).toBe('as it was');
    expect(readdirSync(output).filter((name) => !['1.2.3.json', '1.2.5.json'].includes(name))).toEqual([]);
  });

  test('a file that cannot take its place leaves nothing behind', () => {
    const folder = path.join(output, 'taken');
    mkdirSync(path.join(folder, '1.2.3.json'), { recursive: true });
    const { status, stderr } = run('import', repo, '1.2.3', '--output', folder);
    rmSync(path.join(folder, '1.2.3.json'), { recursive: true });
    expect([status, readdirSync(folder)]).toEqual([1, []]);
    expect(stderr).toMatch(/1\.2\.3\.json: cannot be written: illegal operation on a directory\n$/);
  });
});
