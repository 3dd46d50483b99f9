// Lists that are left out when empty.
/** Nothing instead of an empty list, which the API server drops. */
export const present = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);
