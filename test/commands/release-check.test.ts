// Upstream's releases beside those that are here, as a command.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import * as path from 'node:path';
import { knownReleases, loadRelease } from '../../releases/load';
import type { Release } from '../../releases/release';
import { root } from '../../root';
import { repository } from '../support/upstream';
import { upstreamOf } from '../support/upstream-of';

type Files = Readonly<Record<string, string>>;

const compose = 'docker-compose.yml';
const here = Object.fromEntries(knownReleases().map((version) => [version, upstreamOf(loadRelease(version))]));

/** The newest release's files at another tag. */
const at = (tag: string): Files => upstreamOf(JSON.parse(JSON.stringify(loadRelease('26.8.0')).replaceAll('26.8.0', tag)) as Release);

const changed = (files: Files, file: string, from: string, to: string): Files => {
  const text = files[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return { ...files, [file]: text.replace(from, () => to) };
};

const run = (folder: string) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'tools/run.js'), 'commands/main.ts', 'release', 'check', folder],
    { encoding: 'utf8' },
  );
  return { status, lines: stdout.trimEnd().split('\n'), errors: stderr.trimEnd().split('\n') };
};

/** Of a part of a file there is no stand-in in git, so this line alone is not needed by a repository of our own. */
const unneeded =
  'releases/import/ignored.json: sentry/sentry.conf.example.py: def get_internal_network():: expected a release that needs this line, got none';

test('releases that are here, that are not, that do not import and that are refused, newest first', () => {
  const repo = repository({
    ...here,
    v1: {},
    '26.10.0': changed(at('26.10.0'), compose, '\n  vroom:\n', '\n  vroom:\n    user: "1"\n'),
    '26.9.0': changed(at('26.9.0'), 'sentry/sentry.conf.example.py', '            "projects:servicehooks",', '            "projects:new",'),
    '26.8.1': at('26.8.1'),
    '26.4.0': {},
  });
  const { status, lines, errors } = run(repo);
  rmSync(repo, { recursive: true });
  expect(lines).toEqual([
    expect.stringMatching(/^26\.10\.0 {2}does not import: docker-compose\.yml:\d+:5: services\.vroom\.user: expected /),
    '26.9.0   not here: imports and renders; beside 26.8.0: images 1, features 2',
    '26.8.1   not here: imports and renders; beside 26.8.0: images 1',
    '26.8.0   here',
    '26.7.2   here',
    '26.5.1   here',
    expect.stringMatching(/^26\.4\.0 {3}refused: one of its Snuba migrations is faulty/),
  ]);
  expect([status, errors]).toEqual([1, [unneeded]]);
});

test('what is here and should not be as it is ends with 1, as does a line that no release needs', () => {
  const [newest = '', ...older] = knownReleases();
  const other = changed(
    here[newest] ?? {},
    'sentry/sentry.conf.example.py',
    '            "projects:servicehooks",',
    '            "projects:new",',
  );
  const broken = changed(here[older[0] ?? ''] ?? {}, compose, 'shm_size: 256m', 'shm_size: a');
  const repo = repository({ [newest]: other, [older[0] ?? '']: broken });
  const { status, errors } = run(repo);
  rmSync(repo, { recursive: true });
  expect(status).toBe(1);
  expect(errors).toEqual(
    expect.arrayContaining([
      `${newest}: here, but other than in this clone`,
      expect.stringMatching(/^26\.7\.2: here, but does not import: docker-compose\.yml:\d+:5: services\.postgres\.shm_size: /),
      `${older[1]}: here, but no tag of this clone; git fetch --tags brings new ones`,
      unneeded,
      expect.stringMatching(/^topology\/known\.json: redis: healthcheck\.test: .+: expected a release that needs this line, got none$/),
    ]),
  );
});

test('a folder that is no repository', () => {
  expect(run('/')).toEqual({
    status: 1,
    lines: [''],
    errors: [expect.stringMatching(/^\/: expected a checkout of upstream's repository; git says: /)],
  });
});
