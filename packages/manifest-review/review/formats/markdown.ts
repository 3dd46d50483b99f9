// A review for a comment on a pull request.
import { type Review, verdicts, verdictWords } from '../types';
import { type GroupLine, groupsOf, type RuleGroup } from './groups';
import { printableReview } from './printable';
import type { FormatProps } from './props';
import { counted, difference, listed, requestsLine } from './words';

// GitHub takes comments of 65,536 characters.
const limit = 58_000;

const signs = {
  rejected: '⛔',
  'data-loss': '🔥',
  exposure: '🌍',
  leak: '🔑',
  outage: '🛑',
  restart: '🔄',
  'no-effect-yet': '💤',
  safe: '✅',
};

/** Text between more backticks than stand in it, in one line: nothing in it means anything. */
const code = (text: string): string => {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const line = text.replaceAll('\n', ' ');
  const padding = /^[`\s]|[`\s]$/.test(line) ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
};

/** Text that stays text: no emphasis, link, image or HTML; an entity keeps mentions, references and addresses from being found. */
const plain = (text: string): string =>
  text
    .replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign)
    .replace(/[\\`*_[\]~|]/g, '\\$&')
    .replace(/[@#!](?=\S)|:(?=\/\/)|\bwww(?=\.)|\bGH(?=-\d)/gi, '$&&#8203;');

const lineText = ({ path, old, new: now, reason, objects }: GroupLine): string => {
  const value = difference(old, now);
  const parts = [path === '' ? '' : code(path), value === '' ? '' : code(value)].filter((part) => part !== '');
  return `- ${[...parts, plain(reason ?? '')].filter((part) => part !== '').join(' ')}${parts.length > 0 || reason !== undefined ? '<br>' : ''}${listed(objects.map(code), 20)}`;
};

const groupText = ({ title, ruleId, reason, steps, objects, lines, verdict }: RuleGroup, { rulesUrl }: FormatProps): string => {
  const body = verdict === 'safe' ? [listed(objects.map(code), 20)] : lines.slice(0, 30).map(lineText);
  return [
    `<details><summary>${plain(title)} (${counted(objects.length, 'object')})</summary>`,
    '',
    [plain(reason ?? ''), plain(steps), rulesUrl === undefined ? code(ruleId) : `[${ruleId}](${rulesUrl}#${ruleId})`]
      .filter((part) => part !== '')
      .join(' '),
    '',
    ...body,
    ...(lines.length > body.length && verdict !== 'safe' ? [`- and ${counted(lines.length - body.length, 'more line')}`] : []),
    '',
    '</details>',
    '',
  ].join('\n');
};

/** For a comment on a pull request: under 60 kB whatever the size, worst first, details folded. */
export const markdownOf = (given: Review, props: FormatProps = {}): string => {
  const review = printableReview(given);
  const { old, new: now, summary } = review;
  const { counts, changed, added, removed, unchanged, downtime, stopped, restarts, requests, images, unknownKinds } = summary;
  const rolling = restarts.filter((component) => !downtime.some((gap) => gap.component === component));
  const there = verdicts.filter((verdict) => counts[verdict] > 0);
  const head = [
    `### ${there[0] === undefined ? 'Nothing changes' : `Worst: ${signs[there[0]]} ${verdictWords(there[0])}`}`,
    '',
    `${plain(old)} → ${plain(now)}: ${changed} changed, ${added} added, ${removed} removed, ${unchanged} the same`,
    '',
    ...(there.length === 0
      ? []
      : [there.map((verdict) => `${signs[verdict]} ${counts[verdict]} ${verdictWords(verdict)}`).join(' · '), '']),
    `- **Downtime**: ${
      downtime.length === 0
        ? 'none'
        : listed(
            downtime.map(({ component }) => plain(component)),
            12,
          )
    }`,
    `- **Restarts without a gap**: ${rolling.length === 0 ? 'none' : listed(rolling.map(plain), 12)}`,
    ...(stopped.length === 0 ? [] : [`- **Stopped**: ${listed(stopped.map(plain), 12)}`]),
    `- **Requests**: ${requestsLine(requests)}`,
    ...(images.length === 0
      ? []
      : [
          `- **Images**: ${listed(
            images.map(({ old: was, new: is }) => code(difference(was, is, 120))),
            8,
          )}`,
        ]),
    ...(unknownKinds.length === 0 ? [] : [`- **Kinds that no rule knows**: ${listed(unknownKinds.map(plain), 12)}`]),
    '',
  ].join('\n');
  let written = head;
  let left = 0;
  for (const verdict of there.length === 0 ? [] : verdicts) {
    const groups = groupsOf(review).filter((group) => group.verdict === verdict);
    if (groups.length === 0) continue;
    const title = `#### ${signs[verdict]} ${verdictWords(verdict)}\n\n`;
    for (const [index, group] of groups.entries()) {
      const text = `${index === 0 ? title : ''}${groupText(group, props)}\n`;
      if (Buffer.byteLength(written) + Buffer.byteLength(text) > limit) left += 1;
      else written += text;
    }
  }
  return left === 0 ? written : `${written}\n${counted(left, 'more rule')} did not fit: \`--format html\` has everything.\n`;
};
