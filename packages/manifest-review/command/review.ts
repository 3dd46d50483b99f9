// The command: two sides in, a review out, and a number for scripts.
import { parseArgs, types } from 'node:util';
import { type Manifest, printableLine, readText, UserError, writeWhole } from '../manifests';
import type { Knowledge } from '../picture/from-manifests';
import { accept, readAcceptances } from '../review/accepted';
import { jsonOf } from '../review/formats/json';
import { markdownOf } from '../review/formats/markdown';
import { htmlOf } from '../review/formats/page';
import { textOf } from '../review/formats/text';
import { readManifests } from '../review/read';
import { review } from '../review/review';
import type { Rule } from '../review/rule';
import type { Source } from '../review/sources';
import { type Review, type Verdict, verdicts, verdictWords } from '../review/types';

/** What tells one program that reviews from another. */
export interface ReviewCommandProps {
  /** How it is called, with the places that it takes: one line each. */
  readonly usage: readonly string[];
  /** Both sides, by the places that the arguments name. Throws UserError for places that it cannot read. */
  readonly sources: (places: readonly string[]) => readonly [Source, Source];
  /** @default none beside those of Kubernetes and its operators */
  readonly rules?: readonly Rule[];
  /** What pictures are told of the system. @default what manifests say */
  readonly knowledge?: Knowledge;
  /** Page that explains the rules, unless `--rules-url` names another. @default none */
  readonly rulesUrl?: string;
  /** Page that explains the verdicts. @default none */
  readonly verdictsUrl?: string;
}

/** The help, for a program of this usage. */
export const reviewUsage = ({ usage }: Pick<ReviewCommandProps, 'usage'>): string => `usage: ${usage.join('\n       ')}
  --format text|markdown|json|html          by default text
  --output <file>                           instead of standard output, which - is
  --fail-on <verdict>                       exit code 2 where an object is as bad as that, or worse: ${verdicts.join(', ')}
  --accept <file>                           findings that are known, which --fail-on lets pass: a list of rule, object, reason and until
  --rules-url <path or address>             page that explains the rules, for the links to it
exit codes: 0 reviewed, 1 not reviewed, 2 reviewed and as bad as --fail-on`;

interface FormatOptions {
  readonly rulesUrl?: string;
  readonly verdictsUrl?: string;
  readonly knowledge?: Knowledge;
}

type Write = (
  found: Review,
  sides: readonly [readonly Manifest[], readonly Manifest[]],
  options: FormatOptions,
) => string | Promise<string>;

const formats: Readonly<Record<string, Write>> = {
  text: (found, _sides, { rulesUrl }) =>
    textOf(found, { rulesUrl, columns: process.stdout.isTTY ? Math.min(Math.max(process.stdout.columns, 44), 120) : 100 }),
  markdown: (found, _sides, { rulesUrl }) => markdownOf(found, { rulesUrl }),
  json: jsonOf,
  html: (found, [old, now], options) => htmlOf(found, old, now, options),
};

const messageOf = (error: unknown): string => (types.isNativeError(error) ? error.message : String(error));

const readArguments = (args: readonly string[], props: ReviewCommandProps) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        output: { type: 'string' },
        'fail-on': { type: 'string' },
        accept: { type: 'string' },
        'rules-url': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UserError([messageOf(error), reviewUsage(props)]);
  }
};

const isVerdict = (value: string): value is Verdict => (verdicts as readonly string[]).includes(value);

/** What a review is to be, as a program has read it from its arguments. */
export interface WriteReviewProps extends Pick<ReviewCommandProps, 'rules' | 'knowledge' | 'rulesUrl' | 'verdictsUrl'> {
  /** One of reviewFormats. */
  readonly format: string;
  /** File to write; `-` is standard output. @default standard output */
  readonly output?: string;
  /** @default none */
  readonly failOn?: Verdict;
  /** File of findings that are known. @default none */
  readonly accept?: string;
}

/** Such as `2 outage, 1 safe`, the worst first. */
const toldCounts = ({ summary: { counts } }: Review): string =>
  verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${verdictWords(verdict)}`)
    .join(', ');

/** How a review can be written. */
export const reviewFormats: readonly string[] = Object.keys(formats);

/**
 * Reviews two sides and writes what comes out; what deserves a word goes to standard error.
 * Tells whether something is as bad as `failOn`, or worse. Throws UserError where nothing was reviewed.
 */
export const writeReview = async ([old, now]: readonly [Source, Source], props: WriteReviewProps): Promise<boolean> => {
  const { format, output, failOn, accept: known, rules, ...options } = props;
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (write === undefined) throw new UserError([`--format: expected ${reviewFormats.join(', ')}, got "${format}"`]);
  const acceptances = known === undefined ? [] : readAcceptances(readText(known), known);
  const read = readManifests(old.files, now.files);
  for (const warning of read.warnings) console.error(printableLine(warning));
  if (read.old.length === 0 || read.new.length === 0) console.error(`${read.old.length === 0 ? old.name : now.name}: no objects there`);
  const today = new Date().toJSON().slice(0, 10);
  const { review: found, stale } = accept(review(read.old, read.new, { oldName: old.name, newName: now.name, rules }), acceptances, today);
  for (const line of stale) console.error(printableLine(line));
  const text = await write(found, [read.old, read.new], options);
  if (output === undefined || output === '-') process.stdout.write(text);
  else {
    writeWhole(output, text);
    console.log(`${output}: ${toldCounts(found) || 'nothing changes'}`);
  }
  if (failOn === undefined) return false;
  const counts = found.objects.flatMap(({ findings }) => findings.filter(({ accepted }) => accepted === undefined));
  return counts.some(({ verdict }) => verdicts.indexOf(verdict) <= verdicts.indexOf(failOn));
};

/** The same, with arguments to read. Gives the exit code; throws UserError where nothing was reviewed. */
export const reviewCommand = async (args: readonly string[], props: ReviewCommandProps): Promise<number> => {
  const { positionals, values } = readArguments(args, props);
  if (values.help === true) {
    console.log(reviewUsage(props));
    return 0;
  }
  const { format, output, accept: known, 'fail-on': failOn, 'rules-url': rulesUrl = props.rulesUrl } = values;
  if (failOn !== undefined && !isVerdict(failOn)) throw new UserError([`--fail-on: expected ${verdicts.join(', ')}, got "${failOn}"`]);
  const { rules, knowledge, verdictsUrl } = props;
  return (await writeReview(props.sources(positionals), { format, output, failOn, accept: known, rules, knowledge, rulesUrl, verdictsUrl }))
    ? 2
    : 0;
};
