/** A value in a file of settings; `(computed)` where it is no literal. */
export type Setting = string | number | boolean | null | readonly Setting[] | { readonly [name: string]: Setting };

export const isComputed = '(computed)';

/** Values that are neither a mapping nor a list, or that are empty, by their dotted path. */
export const flatten = (value: unknown, path: readonly string[] = []): Record<string, Setting> => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 0 && path.length > 0
    ? { [path.join('.')]: value as Setting }
    : Object.assign({}, ...entries.map(([name, below]) => flatten(below, [...path, name])));
};
