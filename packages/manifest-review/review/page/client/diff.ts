// The two manifests of an object beside each other, in the browser.
import type { Stretch } from '../page-object';
import { element } from './dom';

interface DiffLine {
  readonly number: number;
  readonly text: string;
}

interface Row {
  readonly old?: DiffLine;
  readonly now?: DiffLine;
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/** Lines of both sides beside each other; what was replaced stands beside what replaces it. */
const blocksOf = (stretches: readonly Stretch[]): { equal: boolean; rows: Row[] }[] => {
  let [oldNumber, newNumber] = [0, 0];
  const blocks: { equal: boolean; rows: Row[] }[] = [];
  for (let index = 0; index < stretches.length; index += 1) {
    const [sign, text] = stretches[index] ?? [' ', ''];
    const next = stretches[index + 1];
    const paired = sign === '-' && next?.[0] === '+';
    const left = sign === '+' ? [] : linesOf(text);
    const right = sign === ' ' || sign === '+' ? linesOf(text) : paired ? linesOf(next[1]) : [];
    if (paired) index += 1;
    const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, row): Row => {
      const [oldText, newText] = [left[row], right[row]];
      return {
        ...(oldText === undefined ? {} : { old: { number: ++oldNumber, text: oldText } }),
        ...(newText === undefined ? {} : { now: { number: ++newNumber, text: newText } }),
      };
    });
    blocks.push({ equal: sign === ' ', rows });
  }
  return blocks;
};

/** The text with what is not in the other marked: what lies between a common beginning and a common end. */
const marked = (text: string, other: string | undefined, tag: 'del' | 'ins'): (Node | string)[] => {
  if (other === undefined) return [element(tag, {}, text)];
  if (text === other) return [text];
  let start = 0;
  while (start < Math.min(text.length, other.length) && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(text.length, other.length) - start && text.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [text.slice(0, start), element(tag, {}, text.slice(start, text.length - end)), text.slice(text.length - end)];
};

const cells = (line: DiffLine | undefined, other: DiffLine | undefined, side: 'old' | 'new'): HTMLElement[] => {
  const same = line !== undefined && line.text === other?.text;
  const kind = line === undefined ? 'none' : same ? 'same' : side;
  const code = line === undefined ? '' : element('code', {}, ...marked(line.text, other?.text, side === 'old' ? 'del' : 'ins'));
  return [element('td', { class: `number ${kind}` }, line === undefined ? '' : String(line.number)), element('td', { class: kind }, code)];
};

const rowElement = ({ old, now }: Row): HTMLElement => element('tr', {}, ...cells(old, now, 'old'), ...cells(now, old, 'new'));

// Unchanged lines that stay on each side of a change.
const context = 3;

const folded = (rows: readonly Row[]): HTMLElement => {
  const button = element('button', { type: 'button' }, `${rows.length} unchanged lines`);
  const row = element('tr', { class: 'fold' }, element('td', { colspan: '4' }, button));
  button.addEventListener('click', () => row.replaceWith(...rows.map(rowElement)));
  return row;
};

/** A table with old and new side by side. */
export const diffTable = (key: string, stretches: readonly Stretch[]): HTMLElement => {
  const blocks = blocksOf(stretches);
  const body = blocks.flatMap(({ equal, rows }, index) => {
    const before = index === 0 ? 0 : context;
    const end = rows.length - (index === blocks.length - 1 ? 0 : context);
    // A fold that hides a line or two costs more than it saves; an object that did not change is shown whole.
    if (!equal || blocks.length === 1 || end - before <= 2) return rows.map(rowElement);
    return [...rows.slice(0, before).map(rowElement), folded(rows.slice(before, end)), ...rows.slice(end).map(rowElement)];
  });
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': `Old and new of ${key}` },
    element(
      'table',
      { class: 'diff' },
      element('colgroup', {}, ...['number', '', 'number', ''].map((kind) => element('col', { class: kind }))),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { colspan: '2', scope: 'colgroup' }, 'old'),
          element('th', { colspan: '2', scope: 'colgroup' }, 'new'),
        ),
      ),
      element('tbody', {}, ...body),
    ),
  );
};
