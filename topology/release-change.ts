// One thing that is otherwise in one release than in another.

/** In the order in which they are told. */
export const sections = [
  'On the way',
  'Stores',
  'Services',
  'Images',
  'Arguments',
  'Variables',
  'Other fields of services',
  'Topics',
  'Features',
  'Settings',
] as const;

export interface ReleaseChange {
  readonly section: (typeof sections)[number];
  /** Services, or files of settings, that it is true of. */
  readonly where?: string;
  readonly what: string;
  /** What it means here. */
  readonly meaning: string;
}

export const shown = (value: unknown): string =>
  value === undefined || value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const namesOf = (...records: readonly (object | undefined)[]): string[] => [
  ...new Set(records.flatMap((each) => Object.keys(each ?? {}))),
];

/** What one has more than the other, each as often. */
export const more = (words: readonly string[], others: readonly string[]): string[] => {
  const left = [...others];
  return words.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};
