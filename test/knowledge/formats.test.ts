// Reviews of whole instances as people read them.
import { markdownOf, textOf } from 'manifest-review';
import { reviewSentry as review } from '../../knowledge';
import { summaryText } from '../../packages/manifest-review/review/formats/text';
import '../support/match-file';
import { manifestsOf } from '../support/scenarios';

const upgrade = () => review(manifestsOf('release-26.5.1'), manifestsOf('feature-complete'), { oldName: '26.5.1', newName: '26.8.0' });
const profile = () =>
  review(manifestsOf('default'), manifestsOf('feature-complete'), { oldName: 'errors-only', newName: 'feature-complete' });

const rulesUrl = 'docs/rules.md';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));

test('the review of an upgrade', () => {
  expect(textOf(upgrade(), { rulesUrl })).toMatchFile('review/upgrade.txt');
});

test('the review of another profile', () => {
  expect(textOf(profile(), { rulesUrl })).toMatchFile('review/profile.txt');
});

test('the review of another profile as a comment', () => {
  expect(markdownOf(profile(), { rulesUrl })).toMatchFile('review/profile.md');
});

test.each([44, 80, 120])('fits a terminal of %d columns', (columns) => {
  // Single words, such as paths and images, may be longer.
  const words = textOf(upgrade(), { columns })
    .split('\n')
    .filter((line) => [...line].length > columns && line.trim().split(' ').length > 2);
  expect(words).toEqual([]);
});

test('the summary fits a phone', () => {
  expect(widest(summaryText(upgrade()))).toBeLessThanOrEqual(44);
  expect(summaryText(upgrade()).split('\n').length).toBeLessThan(40);
});
