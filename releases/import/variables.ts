// Interpolation as compose does it.
import { ImportError } from './error';

/** Variables by name, such as those of upstream's .env. */
export type Variables = ReadonlyMap<string, string>;

const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/;

/** Reads the `NAME=value` lines of an .env file; quotes and a comment after a blank are no part of the value. */
export const readVariables = (text: string): Variables =>
  new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) return [];
      return [[name, quoted.exec(value.trim())?.[2] ?? value.replace(/(^|\s)#.*$/, '').trim()]];
    }),
  );

const reference = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?)-([^{}]*))?\}|)/g;

/**
 * Compose's interpolation: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `$$`; an unset variable is empty.
 * Throws ImportError for any other use of `$`, such as `${NAME:?message}`.
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
    return value === undefined || (colon === ':' && value === '') ? (fallback ?? '') : value;
  });
