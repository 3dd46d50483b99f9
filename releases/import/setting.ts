// Settings of any file, by dotted name.
import type { Setting } from '../release';
import { ImportError } from './error';

export const isComputed = '(computed)';

/** Values that are neither a mapping nor a list, or that are empty, by their dotted path. */
export const flatten = (value: unknown, path: readonly string[] = []): Record<string, Setting> => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 0 && path.length > 0
    ? { [path.join('.')]: value as Setting }
    : Object.assign({}, ...entries.map(([name, below]) => flatten(below, [...path, name])));
};

/** Settings by name; the same again is nothing new. Throws ImportError for a name that has two values. */
export const once = <Value extends Setting>(
  file: string,
  settings: readonly (readonly [name: string, value: Value])[],
): Record<string, Value> => {
  const found = new Map<string, Value>();
  for (const [name, value] of settings) {
    const other = found.get(name);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(value)) {
      throw new ImportError(`${file}: ${name}: expected one value, got ${JSON.stringify(other)} and ${JSON.stringify(value)}`);
    }
    found.set(name, value);
  }
  return Object.fromEntries(found);
};
