// Settings of any file, by dotted name.
import type { Setting } from '../release';

export const isComputed = '(computed)';

/** Values that are neither a mapping nor a list, or that are empty, by their dotted path. */
export const flatten = (value: unknown, path: readonly string[] = []): Record<string, Setting> => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 0 && path.length > 0
    ? { [path.join('.')]: value as Setting }
    : Object.assign({}, ...entries.map(([name, below]) => flatten(below, [...path, name])));
};
