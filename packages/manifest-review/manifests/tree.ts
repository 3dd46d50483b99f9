// Reading YAML and JSON of which nothing is known.

/** A mapping of YAML or JSON. */
export type Tree = { readonly [key: string]: unknown };

export const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The mapping, or an empty one for anything else. */
export const tree = (value: unknown): Tree => (isTree(value) ? value : {});

/** The list, or an empty one for anything else. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The mappings of a list. */
export const trees = (value: unknown): readonly Tree[] => list(value).filter(isTree);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const strings = (value: unknown): readonly string[] => list(value).filter((item) => typeof item === 'string');

/** Value below the keys, nothing where one is missing. */
export const at = (value: unknown, ...keys: readonly string[]): unknown => {
  let here = value;
  for (const key of keys) here = isTree(here) ? here[key] : undefined;
  return here;
};

/** Equal as JSON, whatever the order of keys. */
export const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && equal((a as Tree)[key], (b as Tree)[key]));
};
