// Suggestions, places in the schema and places in the file, by themselves.
import { type JsonSchema, schemaAt } from '../../settings/json-schema';
import { locator } from '../../settings/positions';
import { nearest, unknownMessage } from '../../settings/suggest';

describe('the nearest known name', () => {
  test.each([
    ['WEB', ['web'], 'web'],
    ['web', ['WEB'], 'WEB'],
    ['wbe', ['web', 'xweb'], 'web'],
    ['we', ['wex', 'wea'], 'wea'],
    ['abc', ['abd', 'abc'], 'abc'],
    ['abcdef', ['abxxef'], 'abxxef'],
    ['abcdef', ['abxxxf'], undefined],
    ['a', ['b'], 'b'],
    ['a', ['bc'], undefined],
    ['', ['a'], 'a'],
    ['a', [''], ''],
    ['ab', ['ba'], 'ba'],
    ['abc', ['cab'], undefined],
    ['xb', ['by'], undefined],
    ['bx', ['yb'], undefined],
    ['x'.repeat(64), ['x'.repeat(64)], 'x'.repeat(64)],
    ['x'.repeat(65), ['x'.repeat(65)], undefined],
    ['kakfa', ['kafka', 'kraft'], 'kafka'],
  ])('of %j among %j: %j', (found, known, expected) => expect(nearest(found, known)).toBe(expected));
});

test.each([
  [['web'], 'unknown x "zzzzzz", expected web'],
  [[], 'unknown x "zzzzzz"'],
  [
    Array.from({ length: 12 }, (_, index) => `n${index}`),
    `unknown x "zzzzzz", expected one of ${Array.from({ length: 12 }, (_, index) => `n${index}`).join(', ')}`,
  ],
  [Array.from({ length: 13 }, (_, index) => `n${index}`), 'unknown x "zzzzzz"'],
  [['zzzzzy'], 'unknown x "zzzzzz", did you mean "zzzzzy"?'],
])('known names: %j', (known, expected) => expect(unknownMessage('x', 'zzzzzz', known)).toBe(expected));

describe('the schema at a path', () => {
  const text = { type: 'string' };
  const schema = {
    properties: {
      list: { items: { properties: { a: text } } },
      any: { additionalProperties: text, properties: { own: { type: 'number' } } },
      closed: { additionalProperties: false },
    },
  };
  const choice: JsonSchema = { items: { oneOf: [{ properties: { a: text } }, { properties: { b: { type: 'number' } } }] } };

  test.each<[JsonSchema, (string | number)[], JsonSchema | undefined]>([
    [schema, ['list', 0, 'a'], text],
    [schema, ['any', 'x'], text],
    [schema, ['any', 'own'], { type: 'number' }],
    [schema, ['closed', 'x'], undefined],
    [schema, ['none'], undefined],
    [schema, ['toString'], undefined],
    [schema, ['list', 0, 'none', 'deeper'], undefined],
    [choice, [0, 'a'], text],
    [choice, [0, 'b'], { type: 'number' }],
    [choice, [0, 'c'], undefined],
    [{ anyOf: [{ properties: { a: text } }] }, ['a'], text],
  ])('%#: %j %j', (of, path, expected) => expect(schemaAt(of, path)).toEqual(expected));
});

describe('positions', () => {
  const at = (text: string, path: (string | number)[], what: 'key' | 'value' = 'value') => {
    const { line, column } = locator(text)(path, what);
    return `${line}:${column}`;
  };

  test.each([
    ["a: 'b'\n", ['a'], '1:4'],
    ['a: "b"\n', ['a'], '1:4'],
    ['a: b\n', ['a'], '1:4'],
    ["'a': b\n", ['a'], '1:6'],
    ['a:\n  b:\n    c: 1\nd: 2\n', ['d'], '4:4'],
    ['a: [x, [y, z], w]\n', ['a', 1, 1], '1:12'],
    ['a: [x, [y, z], w]\n', ['a', 2], '1:16'],
    ['a: {b: {c: 1}, d: 2}\n', ['a', 'd'], '1:19'],
    ['--- # first\na: 1\n', ['a'], '2:4'],
    ['a: 1\n', [], '1:1'],
    ['', ['a'], '1:1'],
    ['a: 1\n\n\nb: 2', ['b'], '4:4'],
    ['? [a]\n: 1\nb: 2\n', ['b'], '3:4'],
    ['a: &x [1, 2]\nb: *x\nc: 3\n', ['c'], '3:4'],
  ])('in %j of %j: %s', (text, path, expected) => expect(at(text, path)).toBe(expected));

  test('of a key the key, of what is not there what it would stand in', () => {
    expect(at('a:\n  b: 1\n', ['a', 'b'], 'key')).toBe('2:3');
    expect(at('a:\n  b: 1\n', ['a', 'c'], 'key')).toBe('1:1');
    expect(at('a:\n  b: 1\n', ['a', 'c'], 'value')).toBe('1:1');
    expect(at('a:\n - b: 1\n - c: 2\n', ['a', 1, 'x'], 'key')).toBe('3:4');
  });
});
