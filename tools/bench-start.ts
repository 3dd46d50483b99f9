// What a user waits for: the packed packages in a folder of init's, whole processes timed from outside, all in turn beside `node -e 0`.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../root';

const rounds = 15;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

// What `npm run` and its .npmrc set is for this repository, not for a user's shell.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|SENTRY_CONFIG$|CDK8S_)/i.test(name)));
const outside = mkdtempSync(path.join(tmpdir(), 'bench-start-'));
const folder = path.join(outside, 'sentry');

const install = (): void => {
  const quiet = { env, stdio: 'ignore' } as const;
  execFileSync('npm', ['pack', '--pack-destination', outside, '--workspace', 'manifest-review', '--include-workspace-root'], {
    ...quiet,
    cwd: root,
  });
  const overrides = Object.fromEntries(
    readdirSync(outside).map((file) => [file.replace(/-[\d.]+tgz$/, ''), `file:${path.join(outside, file)}`]),
  );
  mkdirSync(folder);
  execFileSync(process.execPath, ['bin/cdk8s-sentry.js', 'init', folder], { ...quiet, cwd: root });
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.dependencies['cdk8s-sentry'] = overrides['cdk8s-sentry'];
  writeFileSync(file, JSON.stringify({ ...manifest, overrides }));
  cpSync(path.join(root, 'examples/default.yaml'), path.join(folder, 'sentry.yaml'));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { ...quiet, cwd: folder });
};

const seconds = (command: string, args: readonly string[]): number => {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd: folder, env: { ...env, CDK8S_OUTDIR: 'dist' }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
};

const node = process.execPath;
const command = 'node_modules/cdk8s-sentry/bin/cdk8s-sentry.js';

try {
  install();
  const [, app = ''] = /^app: node (.*)$/m.exec(readFileSync(path.join(folder, 'cdk8s.yaml'), 'utf8')) ?? [];
  const appArguments = [...app.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const subjects: Readonly<Record<string, () => number>> = {
    'node -e 0': () => seconds(node, ['-e', '0']),
    'cdk8s-sentry synth --help': () => seconds(node, [command, 'synth', '--help']),
    'cdk8s-sentry check': () => seconds(node, [command, 'check']),
    'cdk8s-sentry synth': () => seconds(node, [command, 'synth', '--output', 'by-command']),
    "require('cdk8s-sentry')": () => seconds(node, ['-e', "require('cdk8s-sentry')"]),
    'node … main.ts': () => seconds(node, appArguments),
    'npx -c "node -e 0"': () => seconds('npx', ['-c', 'node -e 0']),
    'cdk8s --version': () => seconds(node, ['node_modules/cdk8s-cli/bin/cdk8s', '--check-upgrade=false', '--version']),
    'npx cdk8s synth': () => seconds('npx', ['cdk8s', 'synth']),
  };
  const taken = new Map(Object.keys(subjects).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) for (const [name, run] of Object.entries(subjects)) taken.get(name)?.push(run());

  const of = (name: string): number => median(taken.get(name) ?? []);
  const [yardstick, help, check, synth] = [
    of('node -e 0'),
    of('cdk8s-sentry synth --help'),
    of('cdk8s-sentry check'),
    of('cdk8s-sentry synth'),
  ];
  const line = (name: string, value: number): string =>
    `${name.padEnd(30)} ${value.toFixed(3).padStart(7)} s ${(value / yardstick).toFixed(2).padStart(7)} ×`;
  for (const name of taken.keys()) console.log(line(name, of(name)));
  console.log('\nof cdk8s-sentry synth:');
  console.log(line('  node', yardstick));
  console.log(line('  loading', help - yardstick));
  console.log(line('  rendering', check - help));
  console.log(line('  writing', synth - check));
  console.log('of npx cdk8s synth:');
  console.log(line('  npx', of('npx -c "node -e 0"') - yardstick));
  console.log(line('  CLI', of('cdk8s --version')));
  console.log(line('  under it', of('npx cdk8s synth') - of('npx -c "node -e 0"') + yardstick - of('cdk8s --version')));
  console.log(`\nNode ${process.version}, median of ${rounds} rounds, × node -e 0`);
} finally {
  rmSync(outside, { recursive: true, force: true });
}
