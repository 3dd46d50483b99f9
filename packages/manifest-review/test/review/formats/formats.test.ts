// What the formats that people read say of any review.
import { markdownOf, review, textOf } from '../../../index';
import type { Manifest } from '../../../manifests';
import { everything } from '../../support/everything';
import { configMap, deployment } from '../../support/pairs/objects';

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
