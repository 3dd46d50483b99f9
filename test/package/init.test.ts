// From an empty folder by init, npm and the tarballs to a reviewed upgrade.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { bytes, install, newFolder } from './support/folder';
import { pnpm } from './support/nodes';
import { packed, tarballs } from './support/packed';
import { run, tryRun } from './support/run';

const npx = (folder: string, ...args: string[]) => tryRun('npx', args, { cwd: folder });

describe('a folder made by init, by npm', () => {
  const folder = newFolder();
  const maker = newFolder();

  beforeAll(() => {
    // Where the registry has no cdk8s-sentry yet, the tarballs play it.
    install(maker, 'npm', { private: true, dependencies: { 'cdk8s-sentry': '' } });
    run(process.execPath, [path.join(maker, 'node_modules/cdk8s-sentry/bin/cdk8s-sentry.js'), 'init', folder, '--gitops', 'argocd'], {
      cwd: maker,
    });
    install(folder, 'npm', JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
  });

  test('is pinned to the version that made it', () => {
    const { version } = JSON.parse(String(packed('cdk8s-sentry').files.get('package.json')));
    expect(tarballs['cdk8s-sentry']).toContain(`-${version}.tgz`);
  });

  test('npx cdk8s synth renders it, npm test passes', () => {
    expect(npx(folder, 'cdk8s', 'synth')).toMatchObject({ status: 0, stdout: expect.stringContaining('50-edge') });
    run('npm', ['test'], { cwd: folder });
    run('npm', ['run', 'types'], { cwd: folder });
  });

  test('the command writes the same bytes', () => {
    expect(npx(folder, 'cdk8s-sentry', 'synth', '--output', 'by-command').status).toBe(0);
    expect(bytes(path.join(folder, 'by-command'))).toEqual(bytes(path.join(folder, 'dist')));
  });

  test('npm test fails when sentry.yaml has moved on', () => {
    const file = path.join(folder, 'sentry.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('days: 90', 'days: 30'));
    expect(tryRun('npm', ['test'], { cwd: folder }).status).toBe(1);
    writeFileSync(file, text);
  });

  test('review of an upgrade by its own npm script', () => {
    run('git', ['init', '--quiet'], { cwd: folder });
    run('git', ['add', '.'], { cwd: folder });
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'first'], { cwd: folder });
    const file = path.join(folder, 'sentry.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('size: small', 'size: medium'));
    run('npm', ['run', '--silent', 'synth'], { cwd: folder });
    expect(run('npm', ['run', '--silent', 'review'], { cwd: folder })).toMatch(/Deployment/);
  });

  test('pnpm reads its .npmrc too', () => {
    const { stdout, stderr } = tryRun(process.execPath, [pnpm(), 'exec', 'node', '-p', 'process.env.CDK8S_CHECK_UPGRADE'], { cwd: folder });
    expect({ stdout, stderr }).toEqual({ stdout: 'false\n', stderr: '' });
    expect(run(process.execPath, [pnpm(), 'config', 'get', 'save-exact'], { cwd: folder })).toBe('true\n');
  });

  test.each([
    ['cdk8s', 'synth'],
    ['cdk8s-sentry', 'synth', '--output', 'by-command'],
  ])('npx %s %s asks no network', (...args) => {
    const log = path.join(folder, 'network.log');
    const traced = ['-f', '-qq', '-e', 'trace=connect,sendto,sendmsg', '-e', 'signal=none', '-o', log, 'npx', ...args];
    run('strace', traced, { cwd: folder });
    expect(existsSync(log)).toBe(true);
    expect(
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => /AF_INET6?\b/.test(line)),
    ).toEqual([]);
  });
});
