// js-yaml's reasons in words that say what was expected and what was found, where one mends it.

/** What is wrong with a text, and where: 1-based. */
export interface YamlMistake {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);

/** Where the quotes or brackets begin that a line above leaves open, the nearest of them. */
const opener = (lines: readonly string[], before: number): YamlMistake | undefined => {
  for (let line = Math.min(before, lines.length); line > 0; line -= 1) {
    // What is closed, and comments, are blanked out.
    const open = (lines[line - 1] ?? '')
      .replace(/"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|\s#.*$/g, (closed) => ' '.repeat(closed.length))
      .replace(/[[{][^[\]{}]*[\]}]/g, (closed) => ' '.repeat(closed.length));
    const [, left = '', sign = ''] = /^(.*?[\s[{,]|)(["'[{])/.exec(open) ?? [];
    const closing = { '"': '"', "'": "'", '[': ']', '{': '}' }[sign];
    if (closing !== undefined)
      return { reason: `expected ${closing} to close this ${sign}, and spaces before each line in between`, line, column: left.length + 1 };
  }
  return undefined;
};

/** The last line above that has something. */
const lineAbove = (lines: readonly string[], before: number): number => {
  for (let line = before - 1; line > 1; line -= 1) if (/^\s*[^\s#]/.test(lines[line - 1] ?? '')) return line;
  return 1;
};

interface Found extends YamlMistake {
  readonly lines: readonly string[];
  /** What stands on the line before the place, and from there on. */
  readonly before: string;
  readonly after: string;
}

const atOpener = ({ lines, line }: Found) =>
  opener(lines, line - 1) ?? 'expected more spaces before this, or what closes quotes or brackets above';

const aboveWithoutColon = ({ lines, line }: Found): YamlMistake => {
  const above = lineAbove(lines, line);
  const text = lines[above - 1] ?? '';
  return {
    reason: `expected a name, ": " with the space, and a value, got ${shown(text.trim())}`,
    line: above,
    column: text.length - text.trimStart().length + 1,
  };
};

// What no value begins with.
const reserved = /^[@`%|>\]},]/;

const entry = ({ line, before, after }: Found): string | YamlMistake => {
  if (before.trim() === '') return `expected as many spaces as the lines beside it have, got ${before.length}`;
  if (after.startsWith(':') && /^\s+[^\s:"']*$/.test(before))
    return {
      reason: `expected fewer spaces before ${before.trim()}, since the name above has a value`,
      line,
      column: before.length - before.trimStart().length + 1,
    };
  if (after.startsWith(':')) return 'expected one ": " in a line; put a text that has it in quotes';
  if (reserved.test(after) && /[:-]\s+$/.test(before))
    return `expected a value, got ${shown(after)}; put a text that begins with ${after[0]} in quotes`;
  if (after.startsWith('- ')) return 'expected the list to begin on a line of its own';
  return `expected nothing more on the line, got ${shown(after)}`;
};

const tag = ({ after }: Found): string =>
  `expected no tag, got ${shown(after.split(/\s/)[0] ?? '')}; put a text that begins with ! in quotes`;

// By the reason; what is not among them is rare, and clear as it is.
const table: readonly (readonly [RegExp, (found: Found) => string | YamlMistake])[] = [
  [/^tab characters/, () => 'expected spaces before the name, got a tab'],
  [/^duplicated mapping key/, ({ after }) => `expected each name once, got ${shown(/^[^"':,}]*/.exec(after)?.[0] ?? '')} again`],
  [/^deficient indentation|^unexpected end of the (stream|document) within/, atOpener],
  [/^bad indentation/, entry],
  [
    /^unidentified alias/,
    ({ before, after }) =>
      `expected a value, got ${shown(`${before.slice(-1)}${after}`)}, which stands for nothing above; put a text that begins with * in quotes`,
  ],
  [/^name of an? (alias|anchor)/, ({ before }) => `expected a value, got ${before.slice(-1)}; put a text that begins with it in quotes`],
  [/multiline key/, aboveWithoutColon],
  [
    /^end of the stream or a document separator/,
    (found) => {
      if (found.before.trim() === '...') return 'expected nothing after ... on the line';
      return reserved.test(found.after) ? entry(found) : aboveWithoutColon(found);
    },
  ],
  [/^expected ':' after/, () => 'expected ": " after the name'],
  [/^a whitespace character is expected/, () => 'expected a space after the colon'],
  [/^missed comma/, () => 'expected a comma between the entries in brackets'],
  [/^expected the node content/, ({ after }) => `expected a value, got ${shown(after[0] ?? '')}`],
  [/^unknown escape/, ({ after }) => `expected an escape such as \\n, got \\${after[0]}; between single quotes a backslash is one`],
  [/^(the stream contains non-printable|null byte)/, () => 'expected text, got a character that cannot be printed'],
  [
    /^expected a single document/,
    ({ lines }) => ({
      reason: 'expected one document, got another one',
      line: lines.findLastIndex((line) => /^---(\s|$)/.test(line)) + 1,
      column: 1,
    }),
  ],
  [/tag/, tag],
  [/complex keys/, () => 'expected a text as a name, got a list or a mapping'],
  [/^a line break is expected/, ({ before }) => `expected the end of the line after ${before.trimEnd().slice(-1)}`],
];

/** What js-yaml says of a text, at its place. */
export const yamlMistake = (text: string, mistake: YamlMistake): YamlMistake => {
  const lines = text.split('\n');
  const { reason, line, column } = mistake;
  const here = lines[line - 1] ?? '';
  const found = { ...mistake, lines, before: here.slice(0, column - 1), after: here.slice(column - 1) };
  const words = table.find(([pattern]) => pattern.test(reason))?.[1](found) ?? reason;
  return typeof words === 'string' ? { reason: words, line, column } : words;
};
