// Selectors take the labels that apimachinery's take.
import { selects } from '../../manifests';

const expression = (operator: string, ...values: string[]) => ({ matchExpressions: [{ key: 'a', operator, values }] });

test.each([
  ['an empty one takes all', {}, [true, true, true]],
  ['an absent one takes none', undefined, [false, false, false]],
  ['labels', { matchLabels: { a: '1' } }, [true, false, false]],
  ['In', expression('In', '1'), [true, false, false]],
  ['NotIn takes what lacks the label too', expression('NotIn', '1'), [false, true, true]],
  ['Exists', expression('Exists'), [true, true, false]],
  ['DoesNotExist', expression('DoesNotExist'), [false, false, true]],
  ['an operator that is none takes nothing', expression('Gt', '0'), [false, false, false]],
  ['all of them together', { matchLabels: { a: '1' }, ...expression('NotIn', '1') }, [false, false, false]],
])('%s', (_what, selector, expected) => {
  expect([{ a: '1' }, { a: '2' }, { b: '1' }].map((labels) => selects(selector, labels))).toEqual(expected);
});
