// What somebody has looked at and takes: a gate without that is switched off.
import { isTree, readYaml } from '../manifests';
import { ReviewError } from './read';
import type { Finding, ObjectReview, Review } from './types';

/** One entry of a file of them: a finding that is known, for as long as it says. */
export interface Acceptance {
  /** Id of the rule. */
  readonly rule: string;
  /** `<Kind>/<name>` or `<Kind>/<namespace>/<name>`, as the review names it; `*` stands for any letters. */
  readonly object: string;
  /** Why it is taken. */
  readonly reason: string;
  /** Last day on which it is: `2026-12-31`. */
  readonly until: string;
  /** `file:line`. */
  readonly place: string;
}

const fields = ['rule', 'object', 'reason', 'until'] as const;

const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value) && new Date(value).toJSON()?.startsWith(value) === true;

/** Entries of a file: a list of mappings with rule, object, reason and until. Throws ReviewError with everything that is wrong. */
export const readAcceptances = (text: string, file: string): Acceptance[] => {
  // js-yaml calls a file of comments alone an error.
  const read = /^\s*[^\s#]/m.test(text) ? readYaml(text) : { value: [] };
  if ('mistake' in read) throw new ReviewError([`${file}:${read.mistake.line}:${read.mistake.column}: not YAML: ${read.mistake.reason}`]);
  const { value } = read;
  if (!Array.isArray(value)) throw new ReviewError([`${file}:1:1: expected a list of entries with rule, object, reason and until`]);
  // The entries of a list in blocks begin with the first dash and with those below it.
  const lines = text.split('\n');
  const margin = /^\s*(?=- )/.exec(lines.find((line) => /^\s*- /.test(line)) ?? '')?.[0] ?? '';
  const starts = lines.flatMap((line, index) => (line.startsWith(`${margin}- `) ? [index + 1] : []));
  const problems: string[] = [];
  const found = value.flatMap((entry: unknown, index): Acceptance[] => {
    const place = `${file}:${starts.length === value.length ? starts[index] : 1}`;
    const wrong = (message: string): void => void problems.push(`${place}:1: ${message}`);
    if (!isTree(entry)) {
      wrong('expected an entry with rule, object, reason and until');
      return [];
    }
    for (const name of Object.keys(entry))
      if (!(fields as readonly string[]).includes(name)) wrong(`expected rule, object, reason and until, got "${name}"`);
    const { until } = entry;
    const day = until instanceof Date ? until.toJSON().slice(0, 10) : until;
    const [rule = '', object = '', reason = '', last = ''] = [entry['rule'], entry['object'], entry['reason'], day].map((each) =>
      typeof each === 'string' ? each.trim() : '',
    );
    for (const [name, given] of Object.entries({ rule, object, reason })) if (given === '') wrong(`expected ${name}, got none`);
    if (!isDay(last)) wrong(`until: expected a day such as 2026-12-31, got ${until === undefined ? 'none' : JSON.stringify(until)}`);
    return [{ rule, object, reason, until: last, place }];
  });
  if (problems.length > 0) throw new ReviewError(problems);
  return found;
};

const matches = (pattern: string, key: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('[^/]*')}$`,
  ).test(key);

/**
 * The review with what is accepted said in its findings, and a line for each entry that serves nothing any more.
 * @param today a day such as `2026-11-28`: an entry whose last day is over accepts nothing
 */
export const accept = (
  review: Review,
  acceptances: readonly Acceptance[],
  today: string,
): { readonly review: Review; readonly stale: readonly string[] } => {
  const used = new Set<Acceptance>();
  const marked = (key: string, finding: Finding): Finding => {
    const entry = acceptances.find(({ rule, object }) => rule === finding.ruleId && matches(object, key));
    if (entry === undefined) return finding;
    used.add(entry);
    if (entry.until < today) return finding;
    const { reason, until } = entry;
    return {
      ...finding,
      accepted: { reason, until },
      reason: `${finding.reason} Accepted until ${until}: ${reason.replace(/(?<![.!?…])$/, '.')}`,
    };
  };
  const objects = review.objects.map((object): ObjectReview => {
    const findings = object.findings.map((finding) => marked(object.key, finding));
    // Old and new are made when they are asked for: they are not asked here.
    return Object.defineProperties({} as ObjectReview, {
      ...Object.getOwnPropertyDescriptors(object),
      findings: { enumerable: true, value: findings },
    });
  });
  const stale = acceptances.flatMap((entry) => {
    const what = `${entry.place}: ${entry.rule} of ${entry.object}`;
    if (entry.until < today) return [`${what} was accepted until ${entry.until}: look at it again, or take the entry out`];
    return used.has(entry) ? [] : [`${what} is not in this review: take the entry out`];
  });
  return { review: { ...review, objects }, stale };
};
