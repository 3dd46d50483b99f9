// YAML and JSON, with the place of what is wrong.
import { parse } from 'yaml';
import { ImportError } from './error';

/** A YAML mapping, or that of a JSON object. */
export type Fields = { readonly [key: string]: unknown };

/** The value as a mapping; empty for anything else. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/**
 * Parses YAML as Docker does: with merge keys and aliases, and with the closing bracket that upstream's compose file has
 * at its key's indentation (js-yaml refuses it). Throws ImportError with the position of a mistake.
 */
export const parseYaml = (file: string, text: string): unknown => {
  try {
    return parse(text, { merge: true, logLevel: 'error', maxAliasCount: -1 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ImportError(`${file}: ${error.message.split('\n')[0]?.replace(/:$/, '')}`);
  }
};
