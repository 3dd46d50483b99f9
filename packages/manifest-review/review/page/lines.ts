// The lines in which two texts differ, in time that their length bounds.
import { type Change, diffLines } from 'diff';
import type { Stretch } from './page-object';

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Where lines stand that a text has once. */
const once = (lines: readonly string[]): Map<string, number> => {
  const found = new Map<string, number>();
  const again = new Set<string>();
  for (const [at, line] of lines.entries()) {
    if (found.has(line)) again.add(line);
    found.set(line, at);
  }
  for (const line of again) found.delete(line);
  return found;
};

/** The longest run of pairs whose second members rise, as the first do. */
const rising = (pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] => {
  const tops: number[] = [];
  const before: (number | undefined)[] = [];
  const second = (index: number | undefined): number => (index === undefined ? -1 : (pairs[index]?.[1] ?? -1));
  for (const [index, [, now]] of pairs.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (second(tops[middle]) < now) low = middle + 1;
      else high = middle;
    }
    before[index] = tops[low - 1];
    tops[low] = index;
  }
  const found: (readonly [number, number])[] = [];
  for (let at = tops.at(-1); at !== undefined; at = before[at]) found.unshift(...pairs.slice(at, at + 1));
  return found;
};

const stretchOf = ({ added, removed, value }: Change): Stretch => [added ? '+' : removed ? '-' : ' ', value];

// Edits that the exact way may take: its time grows with their square.
const mostEdits = 400;

/** Between two lines that both have: exactly where few differ, else the one for the other. */
const between = (old: readonly string[], now: readonly string[]): Stretch[] => {
  const [was, is] = [old.join(''), now.join('')];
  const exact = diffLines(was, is, { maxEditLength: mostEdits });
  if (exact !== undefined) return exact.map(stretchOf);
  return (
    [
      ['-', was],
      ['+', is],
    ] satisfies Stretch[]
  ).filter(([, text]) => text !== '');
};

/** Stretches of one sign after the other as one. */
const joined = (all: readonly Stretch[]): Stretch[] => {
  const found: [Stretch[0], string][] = [];
  for (const [sign, text] of all) {
    const last = found.at(-1);
    if (last?.[0] === sign) last[1] += text;
    else found.push([sign, text]);
  }
  return found;
};

/** Old and new as stretches of lines. Exactly for few differences; for many, around the lines that each side has once. */
export const stretches = (old: string, now: string): Stretch[] => {
  const exact = diffLines(old, now, { maxEditLength: mostEdits });
  if (exact !== undefined) return exact.map(stretchOf);
  const [was, is] = [linesOf(old), linesOf(now)];
  const inNew = once(is);
  const pairs = [...once(was)].flatMap(([line, at]) => {
    const there = inNew.get(line);
    return there === undefined ? [] : [[at, there] as const];
  });
  const found: Stretch[] = [];
  let [fromOld, fromNew] = [0, 0];
  for (const [at, there] of rising(pairs.sort((a, b) => a[0] - b[0]))) {
    if (at > fromOld || there > fromNew) found.push(...between(was.slice(fromOld, at), is.slice(fromNew, there)));
    found.push([' ', was[at] ?? '']);
    [fromOld, fromNew] = [at + 1, there + 1];
  }
  return joined([...found, ...between(was.slice(fromOld), is.slice(fromNew))]);
};
