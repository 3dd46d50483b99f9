// A review is data, made of what it is given and nothing else.
import { review } from '../../index';
import { everything } from '../support/everything';

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
