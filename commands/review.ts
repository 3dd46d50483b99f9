import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import {
  filesAt,
  filesOfRevision,
  htmlOf,
  isDirty,
  jsonOf,
  markdownOf,
  type Review,
  readManifests,
  type Source,
  textOf,
  type Verdict,
  verdicts,
} from 'manifest-review';
import { type Manifest, UserError } from 'manifest-review/manifests';
import { reviewSentry, sentryPicture } from '../knowledge';
import { exitCodes } from './exit-codes';
import { withExamples } from './options';
import { writeWhole } from './write-whole';

type Format = (review: Review, old: readonly Manifest[], now: readonly Manifest[]) => string | Promise<string>;

const formats = {
  text: (found) => textOf(found, process.stdout.isTTY ? Math.min(Math.max(process.stdout.columns, 44), 120) : 100),
  markdown: markdownOf,
  json: jsonOf,
  html: (found, old, now) => htmlOf(found, old, now, sentryPicture),
} satisfies Readonly<Record<string, Format>>;

interface Options {
  readonly format: keyof typeof formats;
  readonly output?: string;
  readonly failOn?: Verdict;
}

/** Both sides, as the arguments name them. */
const sources = (first: string | undefined, second: string | undefined): [Source, Source] => {
  const folder = process.cwd();
  if (first === undefined) return [filesOfRevision('HEAD', 'dist', folder), { ...filesAt('dist'), name: 'dist/ in the working tree' }];
  if (second !== undefined) return [filesAt(first), filesAt(second)];
  const [old = '', now = '', ...rest] = first.split('..');
  if (!first.includes('..') || rest.length > 0 || existsSync(first))
    throw new UserError([`${first}: expected two revisions such as main..HEAD, or a second file or folder`]);
  const both: [Source, Source] = [
    filesOfRevision(old === '' ? 'HEAD' : old, 'dist', folder),
    filesOfRevision(now === '' ? 'HEAD' : now, 'dist', folder),
  ];
  if (isDirty('dist', folder)) console.error('dist/ has changes that are not committed: they are not in this review');
  return both;
};

export const review = (): Command =>
  withExamples(
    new Command('review')
      .description(
        'Says what happens when the new manifests are applied over the old ones, worst first: rejected, data loss, exposure, leak, outage, restart, no effect yet or safe. Without arguments: dist/ of the working tree over the committed one.',
      )
      .argument('[old]', 'file or folder of manifests, or two revisions such as main..HEAD, of which dist/ is read')
      .argument('[new]', 'file or folder of manifests')
      .addOption(new Option('--format <format>', 'how to write it').choices(Object.keys(formats)).default('text'))
      .option('--output <file>', 'file to write instead of standard output')
      .addOption(new Option('--fail-on <verdict>', 'exit code 2 where an object is as bad as that, or worse').choices(verdicts))
      .action(async (first: string | undefined, second: string | undefined, { format, output, failOn }: Options) => {
        const [old, now] = sources(first, second);
        const read = readManifests(old.files, now.files);
        for (const warning of read.warnings) console.error(warning);
        if (read.old.length === 0 || read.new.length === 0)
          console.error(`${read.old.length === 0 ? old.name : now.name}: no objects there`);
        const found = reviewSentry(read.old, read.new, { oldName: old.name, newName: now.name });
        const text = await formats[format](found, read.old, read.new);
        if (output === undefined) process.stdout.write(text);
        else writeWhole(output, text);
        if (failOn !== undefined && found.objects.some(({ verdict }) => verdicts.indexOf(verdict) <= verdicts.indexOf(failOn)))
          process.exitCode = exitCodes.failOn;
      }),
    'cdk8s-sentry review',
    'cdk8s-sentry review main..HEAD --format html --output review.html',
    'cdk8s-sentry review old/ new/ --fail-on outage',
  );
