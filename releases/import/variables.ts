// Interpolation as compose does it.
import { ImportError } from './error';

/** Variables by name, such as those of upstream's .env. */
export type Variables = ReadonlyMap<string, string>;

const line = /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/;
const quoted = /^(?:"([^"\\$]*)"|'([^']*)')\s*(?:#.*)?$/;
const bare = /^([^"'\\$]*?)(?:(?:^|\s+)#.*)?$/;

/**
 * Reads the `NAME=value` lines of an .env file; quotes and a comment after a blank are no part of the value.
 * Throws ImportError for any other line, a value that refers to another (`$NAME`) or has an escape, and a name that is there twice.
 */
export const readVariables = (file: string, text: string): Variables => {
  const found = new Map<string, string>();
  text.split(/\r?\n/).forEach((each, index) => {
    const given = each.trim();
    if (given === '' || given.startsWith('#')) return;
    const [, name = '', rest = ''] = line.exec(given) ?? [];
    const [, double, single] = quoted.exec(rest.trim()) ?? [];
    const value = double ?? single ?? bare.exec(rest.trim())?.[1];
    const place = `${file}:${index + 1}:1`;
    if (name === '' || value === undefined) throw new ImportError(`${place}: expected NAME=value without $, got ${JSON.stringify(given)}`);
    if (found.has(name)) throw new ImportError(`${place}: ${name}: expected each name once, got it again`);
    found.set(name, value);
  });
  return found;
};

const reference = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?)-([^{}]*))?\}|)/g;

/**
 * Compose's interpolation: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `$$`.
 * Throws ImportError for a variable without value and default, for which Compose puts nothing, with a warning, and for any
 * other use of `$`, such as `${NAME:?message}`.
 */
export const interpolate = (text: string, variables: Variables): string =>
  text.replace(reference, (_match, dollar, bare, braced, colon, fallback, offset: number) => {
    if (dollar !== undefined) return '$';
    const name = bare ?? braced;
    if (name === undefined) {
      const got = JSON.stringify(text.slice(offset, offset + 40));
      throw new ImportError(`expected $NAME, \${NAME}, \${NAME:-default} or $$, got ${got}`);
    }
    const value = variables.get(name);
    if (value === undefined && fallback === undefined) throw new ImportError(`expected a value of ${name} in .env, or a default, got none`);
    return value === undefined || (colon === ':' && value === '') ? (fallback ?? '') : value;
  });

/** Names that a text refers to. */
export const references = (text: string): string[] => [...text.matchAll(reference)].flatMap(([, , bare, braced]) => bare ?? braced ?? []);
