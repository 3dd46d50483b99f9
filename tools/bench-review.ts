// What reviewing costs beside parsing the same YAML, both in this process, in turn: shared machines drift.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { loadAll } from 'js-yaml';
import { htmlOf, jsonOf, markdownOf, readManifests, review, type SourceFile, textOf } from 'manifest-review';
import { toYaml } from 'manifest-review/manifests';
import { reviewSentry } from '../knowledge';
import { renderText } from '../render';
import { root } from '../root';

const limits = { seconds: 1.5, ratio: 2, growth: 1.5, lines: 40 };
/** The quickest round is the least disturbed one. */
const quickest = (values: readonly number[]): number => Math.min(...values);

const seconds = (work: () => unknown): number => {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e9;
};

/** The files of one instance, and how many objects they hold. */
const instance = (index: number, settings: string): { files: SourceFile[]; objects: number } => {
  const text = `namespace: sentry-${index}\nprofile: feature-complete\nurl: https://a${index}.internal.example.com\ningest: { url: "https://a${index}.example.com" }\n${settings}`;
  const { manifests } = renderText(text, 'sentry.yaml');
  return {
    files: [...manifests].map(([name, objects]) => ({ name: `${index}/${name}.yaml`, text: toYaml(objects) })),
    objects: [...manifests.values()].flat().length,
  };
};

type ReviewedInstance = ReturnType<typeof instance>;

/** Instances that differ as those of a fleet do: namespace, addresses, retention. */
const fleet = (count: number, settings: string): ReviewedInstance[] =>
  Array.from({ length: count }, (_, index) => instance(index, `retention: { days: ${30 + (index % 60)} }\n${settings}`));

interface Comparison {
  readonly name: string;
  readonly old: readonly SourceFile[];
  readonly now: readonly SourceFile[];
  readonly objects: number;
  readonly rounds: number;
}

const comparison = (name: string, old: readonly ReviewedInstance[], now: readonly ReviewedInstance[], rounds: number): Comparison => {
  const objects = (side: readonly ReviewedInstance[]): number => side.reduce((sum, each) => sum + each.objects, 0);
  const files = (side: readonly ReviewedInstance[]): SourceFile[] => side.flatMap((each) => each.files);
  return { name, old: files(old), now: files(now), objects: Math.max(objects(old), objects(now)), rounds };
};

const [before, after] = [fleet(40, 'release: 26.5.1'), fleet(40, 'release: 26.8.0')];
const comparisons = [
  comparison('one release to the next', before.slice(0, 1), after.slice(0, 1), 20),
  comparison('one value changed', after.slice(0, 1), [instance(0, 'release: 26.8.0\n')], 20),
  comparison('one release to the next, a tenth of the fleet', before.slice(0, 4), after.slice(0, 4), 20),
  comparison('one release to the next, a fleet', before, after, 5),
];

/** All objects of both sides, held together as whoever compares them must. */
const parsing = ({ old, now }: Comparison): unknown => [...old, ...now].map(({ text }) => loadAll(text));
const reviewing = ({ old, now }: Comparison): void => {
  const read = readManifests(old, now);
  textOf(reviewSentry(read.old, read.new));
};

const rows = comparisons.map((each) => {
  const [parse, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round < each.rounds; round += 1) {
    parse.push(seconds(() => parsing(each)));
    whole.push(seconds(() => reviewing(each)));
  }
  return { ...each, parse: quickest(parse), whole: quickest(whole) };
});

/** The command itself, bundling apart. */
const secondsOfCommand = (): number => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const write = (side: string, files: readonly SourceFile[]): string => {
    mkdirSync(path.join(folder, side));
    for (const [index, { text }] of files.entries()) writeFileSync(path.join(folder, side, `${index}.yaml`), text);
    return path.join(folder, side);
  };
  const [old, now] = [write('old', comparisons[0]?.old ?? []), write('new', comparisons[0]?.now ?? [])];
  const times = Array.from({ length: 5 }, () =>
    seconds(() => {
      const { status, stderr } = spawnSync(process.execPath, ['tools/run.js', 'commands/main.ts', 'review', old, now], {
        cwd: root,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
    }),
  );
  rmSync(folder, { recursive: true });
  return quickest(times);
};

/** A file of 10,000 lines of which every one differs, in all formats, beside parsing it. */
const manyLines = async (): Promise<number> => {
  const text = (word: string): string =>
    toYaml([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: { a: `${word}\n`.repeat(10_000).replace(/\n/g, (_, at) => ` ${at}\n`) },
      },
    ]);
  const [old, now] = [text('old'), text('new')];
  let [parse, whole] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 5; round += 1) {
    parse = Math.min(
      parse,
      seconds(() => [loadAll(old), loadAll(now)]),
    );
    const started = process.hrtime.bigint();
    const read = readManifests([{ name: 'old', text: old }], [{ name: 'new', text: now }]);
    const found = review(read.old, read.new);
    for (const write of [textOf, markdownOf, jsonOf]) write(found);
    await htmlOf(found, read.old, read.new);
    whole = Math.min(whole, Number(process.hrtime.bigint() - started) / 1e9);
  }
  console.log(
    `10,000 changed lines in all formats: ${whole.toFixed(3)} s, ${(whole / parse).toFixed(1)} × parsing (${parse.toFixed(3)} s)`,
  );
  return whole / parse;
};

const command = secondsOfCommand();
for (const { name, objects, parse, whole } of rows)
  console.log(
    `${name}: ${objects} objects a side, ${whole.toFixed(3)} s, ${((whole / objects) * 1e6).toFixed(0)} µs an object, ${(whole / parse).toFixed(2)} × parsing (${parse.toFixed(3)} s)`,
  );
console.log(`npm run review of ${rows[0]?.objects} objects: ${command.toFixed(2)} s, bundling included`);

// One pair of renders is over before the compiler has warmed up: it is held to seconds, a fleet to the ratio.
const fleets = rows.slice(2);
const perObject = rows.map(({ whole, objects }) => whole / objects);
const growth = (perObject[3] ?? 0) / (perObject[2] ?? 1);
const failures = [
  ...(command > limits.seconds ? [`the command takes ${command.toFixed(2)} s, expected at most ${limits.seconds}`] : []),
  ...fleets
    .filter(({ parse, whole }) => whole / parse > limits.ratio)
    .map(({ name, parse, whole }) => `${name}: ${(whole / parse).toFixed(2)} × parsing, expected at most ${limits.ratio}`),
  ...(growth > limits.growth
    ? [`an object of a fleet takes ${growth.toFixed(2)} times as long as one of a tenth of it, expected at most ${limits.growth}`]
    : []),
];
void manyLines().then((ratio) => {
  if (ratio > limits.lines) failures.push(`10,000 changed lines: ${ratio.toFixed(1)} × parsing, expected at most ${limits.lines}`);
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
});
