// A reader types the README's commands one after the other.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { knownReleases, loadRelease } from '../../releases/load';
import { root } from '../../root';
import { repository } from '../support/upstream';
import { upstreamOf } from '../support/upstream-of';
import { commandsOf } from './commands';

test('a command is a line of a fenced block, and what a program says is none', () => {
  const page =
    '```\nnpm ci && npm test   # all\na.yaml:1:2: wrong\n```\n1. Then\n\n   ```\n   kubectl get pods\n   ```\n```yaml\nnpm: no\n```\n';
  expect(commandsOf(page)).toEqual(['npm ci && npm test', 'kubectl get pods']);
});

/** Commands that another suite runs, since they need a cluster of one's own. */
const elsewhere = [/^npm run test:cluster -- --kubeconfig /];

describe('README.md in a fresh clone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'readme-'));
  const [clone, bin] = [path.join(folder, 'clone'), path.join(folder, 'bin')];
  const [tag = ''] = knownReleases();
  const release = repository({ [tag]: upstreamOf(loadRelease(tag)) });
  afterAll(() => {
    for (const each of [folder, release]) rmSync(each, { recursive: true });
  });
  const kubectl = spawnSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).stdout.trim();
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|JEST_|CDK8S_|SENTRY_CONFIG$|CI$)/i.test(name))),
    PATH: `${bin}:${process.env['PATH']}`,
    REAL_KUBECTL: kubectl,
  };
  const sh = (command: string) =>
    spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd: clone, encoding: 'utf8', env, maxBuffer: 2 ** 28 });

  beforeAll(() => {
    if (kubectl === '') throw new Error('missing: kubectl in PATH, https://kubernetes.io/docs/tasks/tools/');
    execFileSync('git', ['clone', '--quiet', root, clone]);
    // A change on a branch of its own, whatever branch this checkout is of.
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: clone });
    git('checkout', '--quiet', '-B', 'change');
    git('branch', '--force', 'main');
    git('commit', '--quiet', '--allow-empty', '--message', 'A change');
    mkdirSync(bin);
    symlinkSync(path.join(clone, 'test/readme/kubectl.js'), path.join(bin, 'kubectl'));
    // What the page says that its reader has.
    for (const side of ['old', 'new']) cpSync(path.join(clone, 'dist'), path.join(clone, side), { recursive: true });
    const certificate = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=sentry', '-keyout', 'tls.key', '-out', 'tls.crt'];
    execFileSync('openssl', certificate, { cwd: clone, stdio: 'ignore' });
  });

  const commands = commandsOf(readFileSync(path.join(root, 'README.md'), 'utf8'));

  test('has the commands that are run elsewhere', () => {
    for (const pattern of elsewhere) expect(commands.filter((command) => pattern.test(command))).toHaveLength(1);
  });

  test.each(commands.filter((command) => !elsewhere.some((pattern) => pattern.test(command))))('%s', (command) => {
    const { status, stdout, stderr } = sh(command.replace('<folder of the clone>', release).replace('<tag>', tag));
    if (status !== 0) throw new Error(`ended with ${status}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  });

  test('leaves dist/ as it is committed', () => {
    expect(execFileSync('git', ['status', '--porcelain', '--', 'dist'], { cwd: clone, encoding: 'utf8' })).toBe('');
  });
});
