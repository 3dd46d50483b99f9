// What zod finds, in words of our own.
import type * as z from 'zod';
import { type JsonSchema, schemaAt, schemaDocument } from './json-schema';
import { type Problem, type SettingsPath, unknown } from './problem';
import { nearest } from './suggest';

type Issue = z.core.$ZodIssue;

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** Of an address with a user and password, such as a proxy's: messages end up in logs. */
const withoutPassword = (text: string): string => text.replace(/\/\/[^/@\s]*@/g, '//…@');

/** What was found, in words that fit any value. */
export const got = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? JSON.stringify(shorten(withoutPassword(value))) : String(value);
};

const enumerate = (values: readonly unknown[]): string =>
  values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

const choices = (schema: JsonSchema): readonly unknown[] | undefined =>
  schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);

const range = ({ minimum, maximum }: JsonSchema): string => {
  const [low, high] = [minimum, maximum].map((bound) =>
    bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound,
  );
  if (low === undefined) return '';
  return high === undefined ? ` of at least ${low}` : ` from ${low} to ${high}`;
};

const nouns: Readonly<Record<string, string>> = { string: 'a text', boolean: 'true or false', array: 'a list', object: 'a mapping' };
const formats: Readonly<Record<string, string>> = { email: 'an e-mail address' };

/** What the schema wants at a place: `a number from 1 to 65535`, `errors-only or feature-complete`, `a mapping`. */
const expectation = (schema: JsonSchema | undefined, value: unknown): string => {
  if (schema === undefined) return 'another value';
  const values = choices(schema);
  if (values !== undefined) return enumerate(values);
  if (schema.type === 'integer') return `a ${typeof value === 'number' && !Number.isInteger(value) ? 'whole ' : ''}number${range(schema)}`;
  if (schema.type === 'array') return schema.minItems === undefined ? 'a list' : `a list of at least ${schema.minItems}`;
  return formats[schema.format ?? ''] ?? nouns[schema.type ?? ''] ?? 'a mapping';
};

const valueAt = (data: unknown, path: SettingsPath): unknown =>
  path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined),
    data,
  );

// Every check of a text's form has words of ours; all other words are made of the schema.
const ownWords: readonly Issue['code'][] = ['invalid_format', 'custom'];

const problemOf = (issue: Issue, data: unknown, schema: JsonSchema): Problem[] => {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const value = valueAt(data, path);
  const isAbsent = value === undefined || value === null;
  const problem = (message: string): Problem[] => [{ path, message, ...(isAbsent ? { at: 'key' } : {}) }];
  if (issue.code === 'unrecognized_keys') {
    const place = schemaAt(schema, path);
    const known = Object.keys(place?.properties ?? Object.assign({}, ...(place?.oneOf ?? []).map(({ properties }) => properties)));
    return issue.keys.map((key) => unknown([...path, key], 'setting', known));
  }
  if (issue.code === 'invalid_union') {
    const operations = (schemaAt(schema, path.slice(0, -1))?.oneOf ?? []).flatMap(
      ({ properties }) => properties?.[String(issue.discriminator)]?.const ?? [],
    );
    return problem(`expected ${enumerate(operations)}, got ${got(value)}`);
  }
  if (ownWords.includes(issue.code)) return problem(`${issue.message}, got ${got(value)}`);
  const place = schemaAt(schema, path);
  if (issue.code === 'too_big' && typeof value === 'string')
    return problem(`expected at most ${issue.maximum} characters, got ${value.length}`);
  if (issue.code === 'too_big' && Array.isArray(value)) return problem(`expected a list of at most ${issue.maximum}, got ${value.length}`);
  const values = place === undefined ? undefined : choices(place);
  const meant = typeof value === 'string' && values !== undefined ? nearest(value, values.map(String)) : undefined;
  const isNamedByType = place?.format === undefined && place?.type !== 'boolean';
  const meaning =
    value === undefined && isNamedByType && place?.description !== undefined
      ? ` (${place.description.replace(/\..*$/s, '').replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase())})`
      : '';
  const quotes = place?.type === 'string' && (typeof value === 'number' || typeof value === 'boolean') ? '; put it in quotes' : '';
  const suggestion = meant === undefined ? '' : `, did you mean "${meant}"?`;
  return problem(`expected ${expectation(place, value)}${meaning}, got ${got(value)}${quotes}${suggestion}`);
};

/** Turns what zod found into problems in the project's own words. */
export const problemsOf = (issues: readonly Issue[], data: unknown): Problem[] => {
  const schema = schemaDocument();
  return issues.flatMap((issue) => problemOf(issue, data, schema));
};
