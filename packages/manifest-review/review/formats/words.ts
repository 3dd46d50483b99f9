// Values and counts in words short enough for a line.
import { isTree } from '../../manifests';
import type { Requests } from '../types';

/** `1 object`, `2 objects`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** At most `limit` of the names, and how many more there are. */
export const listed = (names: readonly string[], limit: number): string =>
  names.length > limit ? `${names.slice(0, limit).join(', ')} and ${names.length - limit} more` : names.join(', ');

const shorten = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

/** A value in one short line. */
export const shown = (value: unknown, limit = 60): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return shorten(value === '' ? '""' : value.replace(/\n[\s\S]*$/, ' …'), limit);
  if (Array.isArray(value) || isTree(value)) return shorten(JSON.stringify(value), limit);
  return String(value);
};

const wordy = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** What is in one of two lists alone. */
const inOneAlone = (old: readonly string[], now: readonly string[]): [string[], string[]] => {
  const [inOld, inNew] = [new Set(old), new Set(now)];
  return [old.filter((item) => !inNew.has(item)), now.filter((item) => !inOld.has(item))];
};

/** Old and new value, or for lists of words and long texts what was taken out and put in. */
export const difference = (old: unknown, now: unknown, limit = 60): string => {
  if (wordy(old) && wordy(now)) {
    const [gone, come] = inOneAlone(old, now);
    if (gone.length + come.length > 0)
      return [...gone.map((item) => `-${shown(item, limit)}`), ...come.map((item) => `+${shown(item, limit)}`)].slice(0, 8).join(' ');
  }
  if (typeof old === 'string' && typeof now === 'string' && (old.includes('\n') || now.includes('\n'))) {
    const [gone, come] = inOneAlone(old.split('\n'), now.split('\n'));
    return `${counted(gone.length, 'line')} out, ${come.length} in`;
  }
  if (old === undefined) return now === undefined ? '' : `+${shown(now, limit)}`;
  return now === undefined ? `-${shown(old, limit)}` : `${shown(old, limit)} → ${shown(now, limit)}`;
};

const sign = (value: number): string => (value > 0 ? '+' : value < 0 ? '-' : '±');

const bytes = (value: number): string => {
  const units: readonly [string, number][] = [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ];
  const [unit, size] = units.find(([, size]) => Math.abs(value) >= size) ?? ['', 1];
  return `${sign(value)}${Number(Math.abs(value / size).toFixed(2))}${unit}`;
};

/** `cpu +1.25, memory +2Gi, storage ±0`. */
export const requestsLine = ({ milliCpu, memory, storage }: Requests): string =>
  `cpu ${sign(milliCpu)}${Math.abs(milliCpu) / 1000}, memory ${bytes(memory)}, storage ${bytes(storage)}`;

/** Breaks a text into lines of at most `width` columns; following lines are indented. */
export const wrapped = (text: string, width: number, indent = ''): string => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (next.length + (lines.length === 0 ? 0 : indent.length) <= width || line === '') line = next;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.join(`\n${indent}`);
};
