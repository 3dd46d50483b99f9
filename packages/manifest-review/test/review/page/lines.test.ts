// Differences of long texts: right, and told soon.
import { htmlOf, jsonOf, markdownOf, review, textOf } from '../../../index';
import { stretches } from '../../../review/page/lines';
import { configMap } from '../../support/pairs/objects';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
test.each([
  ['few differ', lines(3000, String), lines(3000, (index) => (index % 100 === 0 ? `x${index}` : String(index)))],
  ['every second differs', lines(5000, String), lines(5000, (index) => (index % 2 === 0 ? `x${index}` : String(index)))],
  ['all differ', lines(5000, String), lines(5000, (index) => `x${index}`)],
  ['nothing is there once', lines(3000, (index) => String(index % 7)), lines(3000, (index) => String(index % 5))],
  ['moved', lines(3000, String), `${lines(1000, (index) => String(index + 2000))}${lines(2000, String)}`],
  ['nothing was there', '', lines(3000, String)],
  ['no end of the line', 'a\nb', 'a\nc'],
])('%s: both sides are in it, in order', (_what, old, now) => {
  const found = stretches(old, now);
  expect(found.map(([sign, text]) => (sign === '+' ? '' : text)).join('')).toBe(old);
  expect(found.map(([sign, text]) => (sign === '-' ? '' : text)).join('')).toBe(now);
});

test('of 5,000 lines of which every second differs, the others are shown as they are', () => {
  const found = stretches(
    lines(5000, String),
    lines(5000, (index) => (index % 2 === 0 ? `x${index}` : String(index))),
  );
  expect(found.filter(([sign]) => sign === ' ')).toHaveLength(2500);
});

test('10,000 changed lines in every format', async () => {
  const of = (word: string) => [configMap({ a: lines(10_000, (index) => `${word} ${index}`) })];
  const [old, now] = [of('old'), of('new')];
  const started = process.cpuUsage();
  const found = review(old, now);
  for (const write of [textOf, markdownOf, jsonOf]) write(found);
  await htmlOf(found, old, now);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(2);
});
