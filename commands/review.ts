// `review`: says what applying one side after the other does; by default dist/ as committed and as it stands.
import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { filesAt, filesOfRevision, isDirty, reviewFormats, type Source, type Verdict, verdicts, writeReview } from 'manifest-review';
import { UserError } from 'manifest-review/manifests';
import { knownRules, sentryPicture } from '../knowledge';
import { exitCodes } from './exit-codes';
import { withExamples } from './options';

interface Options {
  readonly format: string;
  readonly output?: string;
  readonly failOn?: Verdict;
  readonly accept?: string;
  readonly rulesUrl?: string;
}

/** Both sides, as the arguments name them. */
const sources = (first: string | undefined, second: string | undefined): [Source, Source] => {
  const folder = process.cwd();
  if (first === undefined) return [filesOfRevision('HEAD', 'dist', folder), { ...filesAt('dist'), name: 'dist/ in the working tree' }];
  if (first === '-' && second === '-') throw new UserError(['expected one side from standard input, got both']);
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
      .argument('[new]', 'file or folder of manifests; - reads a side from standard input')
      .addOption(new Option('--format <format>', 'how to write it').choices(reviewFormats).default('text'))
      .option('--output <file>', 'file to write instead of standard output, which - is')
      .addOption(new Option('--fail-on <verdict>', 'exit code 2 where an object is as bad as that, or worse').choices(verdicts))
      .option('--accept <file>', 'findings that are known, which --fail-on lets pass: a list of rule, object, reason and until')
      .option('--rules-url <url>', 'page that explains the rules, docs/rules.md of cdk8s-sentry, for links to it')
      .action(async (first: string | undefined, second: string | undefined, { rulesUrl, ...options }: Options) => {
        const failed = await writeReview(sources(first, second), {
          ...options,
          rules: knownRules,
          knowledge: sentryPicture,
          rulesUrl,
          // It stands beside that of the rules.
          verdictsUrl: rulesUrl?.replace(/rules\.md$/, 'review.md'),
        });
        process.exitCode = failed ? exitCodes.failOn : exitCodes.done;
      }),
    'cdk8s-sentry review',
    'cdk8s-sentry review main..HEAD --format html --output review.html',
    'cdk8s-sentry review old/ new/ --fail-on outage',
    'helm template … | cdk8s-sentry review old.yaml -',
  );
