import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { filesAt, filesOfRevision, isDirty, type ReviewCommandProps, reviewCommand, reviewUsage, type Source } from 'manifest-review';
import { UserError } from 'manifest-review/manifests';
import { knownRules, sentryPicture } from '../knowledge';
import { root } from '../root';

const usage = [
  'npm run review                      dist/ of the working tree against the committed one',
  'npm run review -- main..HEAD         dist/ of two revisions',
  'npm run review -- old/ new/          two files or folders of manifests',
];

/** Both sides, as the arguments name them. */
const sources = (places: readonly string[]): [Source, Source] => {
  const [first, second] = places;
  if (places.length > 2) throw new UserError([`expected at most two places, got ${places.length}`, reviewUsage({ usage })]);
  if (first === undefined)
    return [filesOfRevision('HEAD', 'dist', root), { ...filesAt(path.join(root, 'dist')), name: 'dist/ in the working tree' }];
  if (second !== undefined) return [filesAt(first), filesAt(second)];
  const [old = '', now = '', ...rest] = first.split('..');
  if (!first.includes('..') || rest.length > 0 || existsSync(first))
    throw new UserError([`${first}: expected two revisions such as main..HEAD, or a second file or folder`, reviewUsage({ usage })]);
  const both: [Source, Source] = [
    filesOfRevision(old === '' ? 'HEAD' : old, 'dist', root),
    filesOfRevision(now === '' ? 'HEAD' : now, 'dist', root),
  ];
  if (isDirty('dist', root)) console.error('dist/ has changes that are not committed: they are not in this review');
  return both;
};

const props: ReviewCommandProps = {
  usage,
  sources,
  rules: knownRules,
  knowledge: sentryPicture,
  rulesUrl: 'docs/rules.md',
  verdictsUrl: 'docs/review.md',
};

reviewCommand(process.argv.slice(2), props).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  },
);
