import { markdownOf, review, textOf } from '../index';
import type { Manifest } from '../manifests';
import { rulePairs } from './pairs';
import { configMap, deployment } from './pairs/objects';

/** One side of all pairs, each in a namespace of its own. */
const everything = (side: 0 | 1): Manifest[] =>
  rulePairs.flatMap(({ fires }, index) =>
    fires[side].map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace: `n${index}` } })),
  );

test('a comment has less than 60 kB, whatever the size, and says what it leaves out', () => {
  const many = (image: string): Manifest[] => [
    ...Array.from({ length: 3000 }, (_, index) =>
      deployment({ name: `a-rather-long-name-of-a-deployment-${index}`, image: `${image}-${index}` }),
    ),
    ...Array.from({ length: 3000 }, (_, index) =>
      configMap({ [`key-${index}`]: image.repeat(200) }, {}, `a-rather-long-name-of-a-configuration-${index}`),
    ),
  ];
  const text = markdownOf(review([...many('a:0'), ...everything(0)], [...many('a:1'), ...everything(1)]));
  expect(Buffer.byteLength(text)).toBeLessThan(60_000);
  expect(text).toContain('#### ⛔ rejected');
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
});

test('nothing changes', () => {
  const same = everything(0);
  const found = review(same, structuredClone(same));
  expect(found.objects).toEqual([]);
  expect(textOf(found)).toContain('Nothing changes.');
  expect(markdownOf(found)).toContain('Nothing changes');
});

test('ids of rules are links where there is a page of them, and words where there is none', () => {
  const found = review(everything(0), everything(1));
  expect(markdownOf(found, { rulesUrl: 'https://example.com/rules' })).toContain('[added](https://example.com/rules#added)');
  expect(markdownOf(found)).toContain('`added`');
  expect(textOf(found, { rulesUrl: 'https://example.com/rules' })).toContain('Each rule is explained in https://example.com/rules.');
  for (const text of [textOf(found), markdownOf(found)]) expect(text).not.toMatch(/rules\.md|npm run/);
});

test('a review is plain data', () => {
  const found = review(everything(0), everything(1));
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

test('the given manifests are not changed, and the same ones give the same review', () => {
  const [old, now] = [everything(0), everything(1)];
  const before = JSON.stringify([old, now]);
  expect(JSON.stringify(review(old, now))).toBe(JSON.stringify(review(old, now)));
  expect(JSON.stringify([old, now])).toBe(before);
});
