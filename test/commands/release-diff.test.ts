// The difference of two releases, as text.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { differenceText } from '../../commands/release-diff';
import { loadRelease } from '../../releases/load';
import { root } from '../../root';

const base = loadRelease('26.8.0');
const own = mkdtempSync(path.join(tmpdir(), 'releases-'));
afterAll(() => rmSync(own, { recursive: true }));

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'tools/run.js'), 'commands/main.ts', 'release', 'diff', ...args],
    {
      encoding: 'utf8',
      cwd: own,
    },
  );
  return { status, stdout, stderr };
};

test('what several services have is said once, and what means the same stands together', () => {
  const services = Object.fromEntries(
    Object.entries(base.services).map(([name, service]) => {
      const isWorker = ['taskworker', 'taskscheduler'].includes(name);
      return [name, isWorker ? { ...service, environment: { ...service.environment, A: '1', B: '2' } } : service];
    }),
  );
  expect(differenceText(base, { ...base, services, features: { ...base.features, a: true, b: true } })).toBe(
    [
      '26.8.0 beside 26.8.0',
      '',
      'Variables',
      '  taskscheduler, taskworker',
      '    A is new: 1',
      '    B is new: 2',
      '    => as it is; the pods are replaced',
      '',
      'Features',
      '  a is on',
      '  b is on',
      '  => in the features of sentry.conf.py as it is',
    ].join('\n'),
  );
});

test('many names are told by their number', () => {
  const services = Object.fromEntries(
    Object.entries(base.services).map(([name, service]) => [name, { ...service, environment: { ...service.environment, A: '1' } }]),
  );
  const names = Object.keys(services);
  expect(differenceText(base, { ...base, services })).toContain(
    `\n  ${names
      .filter((name) => name !== 'smtp')
      .slice(0, 3)
      .join(', ')} and ${names.length - 4} more\n`,
  );
});

test('nothing', () => expect(differenceText(base, base)).toBe('26.8.0 beside 26.8.0\n\nNothing is otherwise.'));

test('the command takes releases that are here, and those beside it', () => {
  mkdirSync(path.join(own, 'releases'));
  writeFileSync(path.join(own, 'releases/26.9.9.json'), JSON.stringify({ ...base, version: '26.9.9', features: {} }));
  const { status, stdout, stderr } = run('26.8.0', '26.9.9');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^26\.9\.9 beside 26\.8\.0\n\nFeatures\n( {2}[\w:-]+ is no longer set\n)+ {2}=> Sentry’s own default holds\n$/);
  expect(run('26.8.0', '1.2.3')).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^expected one of 26\.9\.9, 26\.8\.0, .+, got "1\.2\.3"\n$/),
  });
});
