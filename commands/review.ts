import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import {
  filesAt,
  filesOfRevision,
  htmlOf,
  isDirty,
  jsonOf,
  markdownOf,
  type Review,
  ReviewError,
  readManifests,
  type Source,
  textOf,
  type Verdict,
  verdicts,
} from 'manifest-review';
import type { Manifest } from 'manifest-review/manifests';
import { reviewSentry, sentryPicture } from '../knowledge';
import { root } from '../root';

const usage = `usage: npm run review                      dist/ of the working tree against the committed one
       npm run review -- main..HEAD         dist/ of two revisions
       npm run review -- old/ new/          two files or folders of manifests
  --format text|markdown|json|html          by default text
  --output <file>                           instead of standard output
  --fail-on <verdict>                       exit code 2 where an object is as bad as that, or worse: ${verdicts.join(', ')}
exit codes: 0 reviewed, 1 not reviewed, 2 reviewed and as bad as --fail-on`;

type Format = (review: Review, old: readonly Manifest[], now: readonly Manifest[]) => string | Promise<string>;

const formats: Readonly<Record<string, Format>> = {
  text: (found) => textOf(found, process.stdout.isTTY ? Math.min(Math.max(process.stdout.columns, 44), 120) : 100),
  markdown: markdownOf,
  json: jsonOf,
  html: (found, old, now) => htmlOf(found, old, now, sentryPicture),
};

const readArguments = () => {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { format: { type: 'string' }, output: { type: 'string' }, 'fail-on': { type: 'string' }, help: { type: 'boolean' } },
    });
    return { positionals, format: values.format ?? 'text', output: values.output, failOn: values['fail-on'], help: values.help === true };
  } catch (error) {
    throw new ReviewError([...(error instanceof Error ? [error.message] : []), usage]);
  }
};

const isVerdict = (value: string): value is Verdict => (verdicts as readonly string[]).includes(value);

/** Both sides, as the arguments name them. */
const sources = (named: readonly string[]): [Source, Source] => {
  const [first, second] = named;
  if (named.length > 2) throw new ReviewError([`expected at most two places, got ${named.length}`, usage]);
  if (first === undefined)
    return [filesOfRevision('HEAD', 'dist', root), { ...filesAt(path.join(root, 'dist')), name: 'dist/ in the working tree' }];
  if (second !== undefined) return [filesAt(first), filesAt(second)];
  const [old = '', now = '', ...rest] = first.split('..');
  if (!first.includes('..') || rest.length > 0 || existsSync(first))
    throw new ReviewError([`${first}: expected two revisions such as main..HEAD, or a second file or folder`, usage]);
  const both: [Source, Source] = [
    filesOfRevision(old === '' ? 'HEAD' : old, 'dist', root),
    filesOfRevision(now === '' ? 'HEAD' : now, 'dist', root),
  ];
  if (isDirty('dist', root)) console.error('dist/ has changes that are not committed: they are not in this review');
  return both;
};

/** All of the file or nothing of it. */
const writeWhole = (file: string, text: string): void => {
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    throw new ReviewError([error instanceof Error ? error.message : String(error)]);
  } finally {
    rmSync(partial, { force: true });
  }
};

const run = async (): Promise<void> => {
  const { positionals, format, output, failOn, help } = readArguments();
  if (help) {
    console.log(usage);
    return;
  }
  const write = formats[format];
  if (write === undefined) throw new ReviewError([`--format: expected ${Object.keys(formats).join(', ')}, got "${format}"`]);
  if (failOn !== undefined && !isVerdict(failOn)) throw new ReviewError([`--fail-on: expected ${verdicts.join(', ')}, got "${failOn}"`]);
  const [old, now] = sources(positionals);
  const read = readManifests(old.files, now.files);
  for (const warning of read.warnings) console.error(warning);
  if (read.old.length === 0 || read.new.length === 0) console.error(`${read.old.length === 0 ? old.name : now.name}: no objects there`);
  const found = reviewSentry(read.old, read.new, { oldName: old.name, newName: now.name });
  const text = await write(found, read.old, read.new);
  if (output === undefined) process.stdout.write(text);
  else writeWhole(output, text);
  if (failOn !== undefined && found.objects.some(({ verdict }) => verdicts.indexOf(verdict) <= verdicts.indexOf(failOn)))
    process.exitCode = 2;
};

run().catch((error: unknown) => {
  if (!(error instanceof ReviewError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
