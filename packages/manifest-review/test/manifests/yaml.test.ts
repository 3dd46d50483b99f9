// YAML that people write, and the words for its mistakes.
import { load } from 'js-yaml';
import { readYaml } from 'manifest-review/manifests';

/** `line:column reason`. */
const mistake = (text: string): string => {
  const read = readYaml(text);
  return 'mistake' in read ? `${read.mistake.line}:${read.mistake.column} ${read.mistake.reason}` : 'none';
};

test.each([
  // Indentation.
  ['a:\n\tb: 1\n', '2:1 expected spaces before the name, got a tab'],
  ['a:\n  b: 1\n c: 2\n', '3:2 expected as many spaces as the lines beside it have, got 1'],
  ['a:\n  - 1\n - 2\n', '3:2 expected as many spaces as the lines beside it have, got 1'],
  ['a: 1\n  b: 2\n', '2:3 expected fewer spaces before b, since the name above has a value'],
  // Names.
  ['a:\n  b: 1\n  b: 2\n', '3:3 expected each name once, got "b" again'],
  ['"a b": 1\n"a b": 2\n', '2:2 expected each name once, got "a b" again'],
  ['a: 1\nb\nc: 2\n', '2:1 expected a name, ": " with the space, and a value, got "b"'],
  ['a: 1\nb:2\n\n# c\nd: 2\n', '2:1 expected a name, ": " with the space, and a value, got "b:2"'],
  ['a:1\nb: 2\n', '1:1 expected a name, ": " with the space, and a value, got "a:1"'],
  ['? [a]\n: b\n', '1:1 expected a text as a name, got a list or a mapping'],
  ['b: 1\n"a"x: 1\n', '2:4 expected ": " after the name'],
  // Quotes and brackets.
  ['a: "x\nb: 1\n', '1:4 expected " to close this ", and spaces before each line in between'],
  ["a: 1 # it's\nb: 'x\n", "2:4 expected ' to close this ', and spaces before each line in between"],
  ['a: [1, [2], 3\nb: 3\n', '1:4 expected ] to close this [, and spaces before each line in between'],
  ['a:\n  b: {c: "}"\nd: 2\n', '2:6 expected } to close this {, and spaces before each line in between'],
  ['a: [1, 2]]\n', '1:10 expected nothing more on the line, got "]"'],
  ['a: "x" y\n', '1:8 expected nothing more on the line, got "y"'],
  ['a: {b: c d: e}\n', '1:11 expected a comma between the entries in brackets'],
  ['a: [,1]\n', '1:5 expected a value, got ","'],
  // Values.
  ['a: b: c\n', '1:5 expected one ": " in a line; put a text that has it in quotes'],
  ['a: - b\n', '1:4 expected the list to begin on a line of its own'],
  ['a: @x\n', '1:4 expected a value, got "@x"; put a text that begins with @ in quotes'],
  ['- %x\n', '1:3 expected a value, got "%x"; put a text that begins with % in quotes'],
  [
    'a: *.example.com\n',
    '1:5 expected a value, got "*.example.com", which stands for nothing above; put a text that begins with * in quotes',
  ],
  ['a: * \n', '1:5 expected a value, got *; put a text that begins with it in quotes'],
  ['a: & x\n', '1:5 expected a value, got &; put a text that begins with it in quotes'],
  ['a: !env X\n', '1:4 expected no tag, got "!env"; put a text that begins with ! in quotes'],
  ['a: "\\q"\n', '1:6 expected an escape such as \\n, got \\q; between single quotes a backslash is one'],
  ['a: |x\n  b\n', '1:5 expected the end of the line after |'],
  ['a: \u0001\n', '1:4 expected text, got a character that cannot be printed'],
  ['a\0: 1\n', '1:2 expected text, got a character that cannot be printed'],
  // Documents.
  ['a: 1\n---\nb: 2\n', '2:1 expected one document, got another one'],
  ['a: 1\n... x\n', '2:5 expected nothing after ... on the line'],
])('%j', (text, expected) => expect(mistake(text)).toBe(expected));

test('no word of the parser is left where an ordinary character is lost or added', () => {
  const text = 'a:\n  b: "x, y"\n  c: [1, {d: e}]\n  f:\n    - i\n    - "j"\ng: \'h\'\n# i\nj: |\n  k\nl: {m: n}\n';
  expect(mistake(text)).toBe('none');
  const own = /^(\d+:\d+ (expected|directive|nesting)|none$)/;
  for (let at = 0; at <= text.length; at += 1)
    for (const put of ['', ':', '"', "'", '[', '}', '\t', '\n', '- ', '*', '&', '!', '@', '%'])
      for (const cut of [0, 1]) {
        const broken = text.slice(0, at) + put + text.slice(at + cut);
        expect([broken, mistake(broken)]).toEqual([broken, expect.stringMatching(own)]);
      }
  expect(() => load('a: *x')).toThrow(/unidentified/);
});

const exploding = (levels: number): string =>
  `a0: &a0 [${'x,'.repeat(9)}]\n${Array.from({ length: levels }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]\n`).join('')}`;

test('aliases that explode are refused in under a second, and those that do not are read', () => {
  const started = process.cpuUsage();
  for (const levels of [6, 12, 40]) expect(readYaml(exploding(levels))).toMatchObject({ mistake: { line: levels + 1 } });
  expect(readYaml('a: &a\n  b: *a\n')).toMatchObject({ mistake: { line: 2 } });
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(1);
  expect(readYaml(exploding(2))).toHaveProperty('value');
  expect(readYaml(`a: ${'[x],'.repeat(3)}`.replace(/: (.*)$/, ': [$1]'))).toEqual({ value: { a: [['x'], ['x'], ['x']] } });
});
