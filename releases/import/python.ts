// Assignments of a Python file, read without running it.
import type { Setting } from '../release';
import { ImportError } from './error';
import { isComputed } from './setting';

type Token = string;

/** Code in a file of settings that is no assignment of a literal, and the line that it begins at. */
export interface Code {
  /** What is computed by dotted name; else the first words of the statement, of a block its whole first line. */
  readonly path: string;
  /** Comments left out, with one blank where it has several; below the first line of a block, its lines. */
  readonly text: string;
  readonly isBlock: boolean;
  readonly line: number;
}

/** The part of a dictionary or list that a value is in, and who is told what is computed. */
interface Within {
  readonly path: readonly string[];
  readonly known: ReadonlyMap<string, Setting>;
  readonly computed: (path: readonly string[], text: string) => void;
}

// Strings and comments whole, anything else by character.
const token = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|[\s\S]/g;

/** How a token changes the depth of brackets. */
const step = (each: Token): number => ('([{'.includes(each) ? 1 : ')]}'.includes(each) ? -1 : 0);

/** Whether the first bracket is closed by the last. */
const isBracketed = (tokens: readonly Token[]): boolean => {
  let depth = 0;
  const end = tokens.findIndex((each) => {
    depth += step(each);
    return depth === 0;
  });
  return tokens.length > 1 && end === tokens.length - 1;
};

/** Cuts where one of the separators stands outside of brackets. */
const cut = (tokens: readonly Token[], separators: string): Token[][] => {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const each of tokens) {
    depth += step(each);
    if (depth === 0 && separators.includes(each)) parts.push([]);
    else parts.at(-1)?.push(each);
  }
  return parts;
};

const trim = (tokens: readonly Token[]): Token[] => {
  const solid = tokens.map((each) => each.trim() !== '');
  return tokens.slice(solid.indexOf(true), solid.lastIndexOf(true) + 1);
};

const unquoted = (text: string): string => text.slice(1, -1).replace(/\\(.)/g, '$1');

const constants = new Map<string, Setting>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** With one blank where it has several, but in strings. */
const oneBlank = (tokens: readonly Token[]): string =>
  trim(tokens).reduce((text, each) => (/^\s$/.test(each) ? (text.endsWith(' ') ? text : `${text} `) : text + each), '');

/** The value of an expression that is a literal, or the name of one; anything else is computed. */
const literal = (expression: readonly Token[], within: Within): Setting => {
  const { path, known, computed } = within;
  const tokens = trim(expression);
  const text = tokens.join('');
  const [first = ''] = tokens;
  if (tokens.length === 1 && /^["']/.test(first)) return unquoted(first);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  for (const names of [constants, known]) if (names.has(text)) return names.get(text) ?? null;
  if (!isBracketed(tokens)) {
    computed(path, oneBlank(tokens));
    return isComputed;
  }
  const below = (key: Setting): Within => ({ ...within, path: [...path, String(key)] });
  const parts = cut(tokens.slice(1, -1), ',').filter((part) => trim(part).length > 0);
  if (first === '{') {
    const entries = parts.map((part): [Setting, Setting] => {
      const [name = [], ...value] = cut(part, ':');
      const key = literal(name, below('key'));
      return [
        key,
        literal(
          value.flatMap((each, index) => (index === 0 ? each : [':', ...each])),
          below(key),
        ),
      ];
    });
    return Object.fromEntries(entries.map(([key, value]) => [String(key), value]));
  }
  const isValue = first === '(' && parts.length === 1 && !text.endsWith(',)');
  const values = parts.map((part, index) => literal(part, isValue ? within : below(index)));
  return isValue ? (values[0] ?? null) : values;
};

const assignment = /^\s*([A-Z][A-Z0-9_]*)(?:\["([^"]+)"\])?(?:\s*:[^=]+?)?\s*=(?!=)/;

/** Statements, with the lines that they begin at; comments and what is blank left out. */
const statements = (text: string): { readonly tokens: Token[]; readonly line: number }[] => {
  let line = 1;
  let depth = 0;
  const found: { tokens: Token[]; line: number }[] = [];
  let open: { tokens: Token[]; line: number } | undefined;
  for (const each of text.match(token) ?? []) {
    depth += step(each);
    if (each === '\n' && depth === 0) open = undefined;
    else if (!each.startsWith('#')) {
      if (open === undefined) {
        open = { tokens: [], line };
        found.push(open);
      }
      open.tokens.push(each);
    }
    line += each.split('\n').length - 1;
  }
  return found.filter(({ tokens }) => trim(tokens).length > 0);
};

/**
 * What a Python file of settings assigns to its names in capitals, also under a condition, and everything else that it does.
 * Feature flags are left to readFeatures. Throws ImportError for a name that has two values.
 */
export const readPython = (file: string, text: string): { readonly settings: Record<string, Setting>; readonly code: readonly Code[] } => {
  const known = new Map<string, Setting>();
  const code: Code[] = [];
  let block: { -readonly [key in keyof Code]: Code[key] } | undefined;
  for (const { tokens, line } of statements(text)) {
    const statement = tokens.join('');
    const isWithin = /^\s/.test(statement);
    const [match = '', name = '', key] = assignment.exec(statement) ?? [];
    if (!isWithin) block = undefined;
    if (isWithin && block !== undefined) block.text += `${block.text === '' ? '' : '\n'}${/^\s*/.exec(statement)?.[0]}${oneBlank(tokens)}`;
    else if (/^SENTRY_FEATURES\b/.test(statement)) continue;
    else if (match === '') {
      const shown = oneBlank(tokens);
      const isBlock = shown.endsWith(':');
      const [first = ''] = shown.split(' ');
      const one = isBlock
        ? { path: shown, text: '', isBlock, line }
        : { path: first, text: shown.slice(first.length).trim(), isBlock, line };
      if (isBlock) block = one;
      code.push(one);
      continue;
    }
    if (match === '' || /^(def|class)\b/.test(block?.path ?? '')) continue;
    const full = key === undefined ? name : `${name}.${key}`;
    const value = literal(statement.slice(match.length).match(token) ?? [], {
      path: [full],
      known,
      // That of a block is known by the block.
      computed: (path, shown) => (isWithin ? undefined : code.push({ path: path.join('.'), text: shown, isBlock: false, line })),
    });
    const other = known.get(full);
    // Under a condition it may well be another.
    if (other !== undefined && !isWithin && JSON.stringify(other) !== JSON.stringify(value)) {
      throw new ImportError(`${file}:${line}:1: ${full}: expected one value, got ${JSON.stringify(other)} and ${JSON.stringify(value)}`);
    }
    known.set(full, value);
  }
  return { settings: Object.fromEntries(known), code };
};
