// Whole processes, timed from outside, each beside `require('cdk8s-plus-27')` in the same round: shared machines drift.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { renderFile } from '../render';
import { root } from '../root';

const rounds = 7;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Run {
  readonly seconds: number;
  /** Peak resident memory of the process itself, MiB. */
  readonly mebibytes: number;
}

/** Prints the process's own peak to stderr when it ends. */
const peakHook = path.join(mkdtempSync(path.join(tmpdir(), 'bench-')), 'peak.js');
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a script
writeFileSync(peakHook, "process.on('exit', () => process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}`));\n");

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Run => {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['-r', peakHook, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', ...env },
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { seconds, mebibytes: Number(/peak (\d+)$/.exec(stderr)?.[1] ?? 0) / 1024 };
};

const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
const config = (name: string, text: string): string => {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
};
const settings = (profile: string, index = 0): string =>
  `instance: s${index}\nnamespace: sentry-${index}\nprofile: ${profile}\nurl: https://sentry-${index}.internal.example.com\ningest: { url: "https://sentry-${index}.example.com" }\n`;
const fleet = (size: number): string =>
  Array.from({ length: size }, (_, index) => config(`fleet-${index}`, settings('feature-complete', index))).join(',');

// The bundle that run.js leaves, so that the bare render carries no bundling.
execFileSync(process.execPath, ['tools/run.js', 'main.ts'], {
  cwd: root,
  stdio: 'ignore',
  env: { ...process.env, SENTRY_CONFIG: config('warm', settings('errors-only')), CDK8S_OUTDIR: path.join(folder, 'warm') },
});
const bundle = path.join(root, 'node_modules/.cache/cdk8s-sentry/main.js');

const errorsOnly = config('errors-only', settings('errors-only'));
const featureComplete = config('feature-complete', settings('feature-complete'));
const objects = (file: string): number => [...renderFile(file).manifests.values()].flat().length;
const out = (name: string) => ({ CDK8S_OUTDIR: path.join(folder, name) });

interface Subject {
  readonly name: string;
  readonly instances: number;
  readonly objects: number;
  readonly once?: boolean;
  readonly run: () => Run;
}

const [small, whole] = [objects(errorsOnly), objects(featureComplete)];
const subjects: Subject[] = [
  { name: "require('cdk8s-plus-27')", instances: 0, objects: 0, run: () => run(['-e', "require('cdk8s-plus-27')"]) },
  { name: 'bare render, errors-only', instances: 1, objects: small, run: () => run([bundle], { SENTRY_CONFIG: errorsOnly, ...out('a') }) },
  {
    name: 'bare render, feature-complete',
    instances: 1,
    objects: whole,
    run: () => run([bundle], { SENTRY_CONFIG: featureComplete, ...out('b') }),
  },
  {
    name: 'bundle and render, feature-complete',
    instances: 1,
    objects: whole,
    run: () => run(['tools/run.js', 'main.ts'], { SENTRY_CONFIG: featureComplete, ...out('c') }),
  },
  {
    name: 'cdk8s synth, errors-only',
    instances: 1,
    objects: small,
    run: () => run(['node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--output', path.join(folder, 'd')], { SENTRY_CONFIG: errorsOnly }),
  },
  {
    name: 'cdk8s synth, feature-complete',
    instances: 1,
    objects: whole,
    run: () => run(['node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--output', path.join(folder, 'e')], { SENTRY_CONFIG: featureComplete }),
  },
  ...[1, 10, 100].map((size): Subject => {
    const files = fleet(size);
    return {
      name: `bare render, fleet of ${size}`,
      instances: size,
      objects: whole * size,
      once: size === 100,
      run: () => run([bundle], { SENTRY_CONFIG: files, ...out(`fleet-${size}`) }),
    };
  }),
];

const runs = new Map(subjects.map((subject) => [subject, [] as Run[]]));
for (let round = 0; round < rounds; round += 1) {
  for (const [subject, done] of runs) if (subject.once !== true || round < 3) done.push(subject.run());
}

// What a fleet needs at the least: the collector is lazy while memory is free, so the peak above says what was left lying about.
const capped = run(['--max-old-space-size=64', bundle], { SENTRY_CONFIG: fleet(100), ...out('capped') });

const baseline = median((runs.get(subjects[0] as Subject) ?? []).map(({ seconds }) => seconds));
const rows = [...runs].map(([{ name, objects: count, instances }, done]) => {
  const seconds = median(done.map((one) => one.seconds));
  return [
    name,
    `${count || ''}`,
    seconds.toFixed(3),
    (seconds / baseline).toFixed(2),
    count === 0 ? '' : ((seconds / count) * 1000).toFixed(2),
    instances === 0 ? '' : (seconds / instances).toFixed(3),
    median(done.map((one) => one.mebibytes)).toFixed(0),
  ];
});
const header = ['what', 'objects', 'seconds', '× require', 'ms/object', 's/instance', 'peak MiB'];
const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
console.log(
  [
    line(header),
    `|${widths.map((width, column) => `${column === 0 ? ' ' : ' '}${'-'.repeat(width)}${column === 0 ? ' ' : ':'}`).join('|')}|`,
    ...rows.map(line),
  ].join('\n'),
);
console.log(`\nfleet of 100 with the old space capped at 64 MiB: ${capped.seconds.toFixed(1)} s, peak ${capped.mebibytes.toFixed(0)} MiB`);
console.log(
  `Node ${process.version}; median of ${rounds} rounds (3 for the fleet of 100), all in turn; ${readFileSync('/proc/cpuinfo', 'utf8').match(/model name\s*: (.*)/)?.[1] ?? ''}`,
);
rmSync(folder, { recursive: true, force: true });
