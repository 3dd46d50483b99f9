// A review for a terminal, or a phone.
import { type Review, verdicts, verdictWords } from '../types';
import { groupsOf, type RuleGroup, replacesPods } from './groups';
import { printableReview } from './printable';
import type { FormatProps } from './props';
import { counted, difference, listed, requestsLine, wrapped } from './words';

// Columns of a phone held upright.
const phone = 44;

const entry = (title: string, text: string): string[] =>
  text === '' ? [] : [`${title.padEnd(10)}${wrapped(text, phone - 10, ' '.repeat(10))}`];

/** Names without the registry, and the tags alone where only they differ. */
const imageLine = ({ old, new: now }: { readonly old?: string; readonly new?: string }): string => {
  const short = (image: string): string => image.split('/').at(-1) ?? image;
  if (old === undefined) return `+${short(now ?? '')}`;
  if (now === undefined) return `-${short(old)}`;
  if (short(old) === short(now)) return `${old} → ${now}`;
  const [name = '', tag = ''] = short(now).split(':');
  return short(old).split(':')[0] === name ? `${name} ${short(old).split(':')[1] ?? ''} → ${tag}` : `${short(old)} → ${short(now)}`;
};

/** The review in some ten lines that fit a phone. */
export const summaryText = ({ old, new: now, summary }: Review): string => {
  const { counts, added, removed, changed, unchanged, downtime, stopped, restarts, requests, images, unknownKinds } = summary;
  const rolling = restarts.filter((component) => !downtime.some((gap) => gap.component === component));
  return [
    wrapped(`${old} → ${now}`, phone, '  '),
    wrapped(`${changed} changed, ${added} added, ${removed} removed, ${unchanged} the same`, phone, '  '),
    '',
    ...verdicts
      .filter((verdict) => counts[verdict] > 0)
      .map((verdict) => `${String(counts[verdict]).padStart(5)}  ${verdictWords(verdict)}`),
    '',
    ...entry(
      'Downtime',
      downtime.length === 0
        ? 'none'
        : `${downtime.length}: ${listed(
            downtime.map(({ component }) => component),
            5,
          )}`,
    ),
    ...entry('Restarts', rolling.length === 0 ? 'none' : `${rolling.length}: ${listed(rolling, 5)}`),
    ...entry('Stopped', stopped.length === 0 ? '' : `${stopped.length}: ${listed(stopped, 5)}`),
    ...entry('Requests', requestsLine(requests)),
    ...entry('Images', listed(images.map(imageLine), 8)),
    ...entry('Unknown', listed(unknownKinds, 5)),
  ].join('\n');
};

const groupText = (group: RuleGroup, width: number): string[] => {
  const { title, ruleId, verdict, reason, steps, objects, lines } = group;
  const heading = wrapped(`${title} (${ruleId}, ${counted(objects.length, 'object')})`, width, '  ');
  if (verdict === 'safe') return objects.length > 3 ? [heading] : [heading, `  · ${wrapped(objects.join(', '), width - 4, '    ')}`];
  const reasons = [...new Set(lines.flatMap((line) => line.reason ?? []))];
  const limit = replacesPods(group) ? 5 : 10;
  const values = lines.filter(({ path, old, new: now }) => path !== '' || old !== undefined || now !== undefined);
  return [
    heading,
    ...[reason ?? '', ...reasons.slice(0, 4), steps].filter((part) => part !== '').map((part) => `  ${wrapped(part, width - 2, '  ')}`),
    `  · ${wrapped(listed(objects, 6), width - 4, '    ')}`,
    ...values.slice(0, limit).map((line) => {
      const value = [line.path, difference(line.old, line.new)].filter((part) => part !== '').join(': ');
      const names =
        line.objects.length === objects.length
          ? ''
          : line.objects.length > 2
            ? ` (${line.objects.length} objects)`
            : ` (${line.objects.join(', ')})`;
      return `  ~ ${wrapped(`${value}${names}`, width - 4, '    ')}`;
    }),
    ...(values.length > limit ? [`  ~ and ${counted(values.length - limit, 'more change')}`] : []),
    '',
  ];
};

export interface TextProps extends FormatProps {
  /** Of the terminal; nothing is longer, apart from single words. @default 100 */
  readonly columns?: number;
}

/** For a terminal. */
export const textOf = (given: Review, { columns = 100, rulesUrl }: TextProps = {}): string => {
  const review = printableReview(given);
  const groups = groupsOf(review);
  const sections = verdicts.flatMap((verdict) => {
    const own = groups.filter((group) => group.verdict === verdict);
    return own.length === 0 ? [] : ['', verdictWords(verdict).toUpperCase(), ...own.flatMap((group) => groupText(group, columns))];
  });
  const explained = rulesUrl === undefined ? [] : ['', wrapped(`Each rule is explained in ${rulesUrl}.`, columns)];
  const footer = groups.length === 0 ? ['', 'Nothing changes.'] : explained;
  return `${[summaryText(review), ...sections, ...footer].join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
};
