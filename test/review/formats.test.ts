import type { Manifest } from 'manifest-review/manifests';
import { reviewSentry as review } from '../../knowledge';
import { markdownOf } from '../../packages/manifest-review/review/formats/markdown';
import { summaryText, textOf } from '../../packages/manifest-review/review/formats/text';
import '../match-file';
import { manifestsOf } from '../scenarios';
import { rulePairs } from './pairs';
import { configMap, deployment } from './pairs/objects';

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

test('a comment has less than 60 kB, whatever the size, and says what it leaves out', () => {
  const many = (image: string): Manifest[] => [
    ...Array.from({ length: 3000 }, (_, index) =>
      deployment({ name: `a-rather-long-name-of-a-deployment-${index}`, image: `${image}-${index}` }),
    ),
    ...Array.from({ length: 3000 }, (_, index) =>
      configMap({ [`key-${index}`]: image.repeat(200) }, {}, `a-rather-long-name-of-a-configuration-${index}`),
    ),
  ];
  const all = rulePairs.map(({ fires }, index) =>
    fires.map((side) => side.map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace: `n${index}` } }))),
  );
  const [old, now] = [0, 1].map((side) => [...many(`a:${side}`), ...all.flatMap((pair) => pair[side] ?? [])]) as [Manifest[], Manifest[]];
  const text = markdownOf(review(old, now));
  expect(Buffer.byteLength(text)).toBeLessThan(60_000);
  expect(text).toContain('#### ⛔ rejected');
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
});

test('nothing changes', () => {
  const same = manifestsOf('default');
  const found = review(same, structuredClone(same) as Manifest[]);
  expect(found.objects).toEqual([]);
  expect(textOf(found)).toContain('Nothing changes.');
  expect(markdownOf(found)).toContain('Nothing changes');
});

test('ids of rules are links where there is a page of them, and words where there is none', () => {
  const found = profile();
  expect(markdownOf(found, { rulesUrl: 'https://example.com/rules' })).toContain('[added](https://example.com/rules#added)');
  expect(markdownOf(found)).toContain('`added`');
  expect(textOf(found, { rulesUrl: 'https://example.com/rules' })).toContain('Each rule is explained in https://example.com/rules.');
  for (const text of [textOf(found), markdownOf(found)]) expect(text).not.toMatch(/rules\.md|npm run/);
});

test('a review is plain data', () => {
  const found = upgrade();
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

test('the given manifests are not changed, and the same ones give the same review', () => {
  const [old, now] = [manifestsOf('release-26.5.1'), manifestsOf('feature-complete')];
  const before = JSON.stringify([old, now]);
  expect(JSON.stringify(review(old, now))).toBe(JSON.stringify(review(old, now)));
  expect(JSON.stringify([old, now])).toBe(before);
});
