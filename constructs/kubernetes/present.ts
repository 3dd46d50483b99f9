// Lists and mappings that are left out when empty.
/** Nothing instead of an empty list, which the API server drops. */
export const present = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);

/** The same of a mapping. */
export const presentMap = <T>(map: Readonly<Record<string, T>>): Record<string, T> | undefined =>
  Object.keys(map).length === 0 ? undefined : { ...map };
