// Assignments of a Python file, read without running it.
import type { Setting } from '../release';
import { ImportError } from './error';
import { isComputed } from './setting';

type Token = string;

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

/** The value of an expression that is a literal, or the name of one; anything else is computed. */
const literal = (expression: readonly Token[], known: ReadonlyMap<string, Setting>): Setting => {
  const tokens = trim(expression);
  const text = tokens.join('');
  const [first = ''] = tokens;
  if (tokens.length === 1 && /^["']/.test(first)) return unquoted(first);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  for (const names of [constants, known]) if (names.has(text)) return names.get(text) ?? null;
  if (!isBracketed(tokens)) return isComputed;
  const parts = cut(tokens.slice(1, -1), ',').filter((part) => trim(part).length > 0);
  if (first === '{') {
    const entries = parts.map((part): [Setting, Setting] => {
      const [key = [], ...value] = cut(part, ':');
      return [
        literal(key, known),
        literal(
          value.flatMap((each, index) => (index === 0 ? each : [':', ...each])),
          known,
        ),
      ];
    });
    return Object.fromEntries(entries.map(([key, value]) => [String(key), value]));
  }
  const values = parts.map((part) => literal(part, known));
  return first === '(' && values.length === 1 && !text.endsWith(',)') ? (values[0] ?? null) : values;
};

const assignment = /^\s*([A-Z][A-Z0-9_]*)(?:\["([^"]+)"\])?(?:\s*:[^=]+?)?\s*=(?!=)/;

/**
 * What a Python file of settings assigns to its names in capitals, also under a condition; a later assignment wins.
 * Feature flags are left to readFeatures. Throws ImportError where a setting is changed in any other way.
 */
export const readPython = (file: string, text: string): Record<string, Setting> => {
  const known = new Map<string, Setting>();
  const tokens = (text.match(token) ?? []).filter((each) => !each.startsWith('#'));
  for (const line of cut(tokens, '\n')) {
    const statement = line.join('');
    if (/^\s*([^A-Z]|$|SENTRY_FEATURES\b)/.test(statement.trimStart())) continue;
    const [match = '', name = '', key] = assignment.exec(statement) ?? [];
    if (match === '') throw new ImportError(`${file}: expected NAME = … or NAME["key"] = …, got ${statement.trim().split('\n')[0]}`);
    const value = literal(statement.slice(match.length).match(token) ?? [], known);
    const full = key === undefined ? name : `${name}.${key}`;
    const other = known.get(full);
    // Under a condition it may well be another.
    if (other !== undefined && !/^\s/.test(statement) && JSON.stringify(other) !== JSON.stringify(value)) {
      throw new ImportError(`${file}: ${full}: expected one value, got ${JSON.stringify(other)} and ${JSON.stringify(value)}`);
    }
    known.set(full, value);
  }
  return Object.fromEntries(known);
};
