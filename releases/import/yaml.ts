// YAML without its places.
import { growTree, plain } from './tree';

/** A YAML mapping, or that of a JSON object. */
export type Fields = { readonly [key: string]: unknown };

/** The value as a mapping; empty for anything else. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The values of a YAML file. Throws ImportError with the position of a mistake. */
export const parseYaml = (file: string, text: string): unknown => plain(growTree(file, text));
