// Values of Secrets, as they may stand in other objects: as they are, or in base64.
import type { Manifest } from '../manifest';
import { text, tree } from '../tree';
import { isAbout, isDrawn, saysOf } from './names';
import { type Span, secretSpans } from './text';

// Shorter ones are words that stand everywhere.
const shortest = 8;

/** Values of a Secret as they are before encoding. */
const valuesOf = (secret: Manifest): [key: string, value: string][] => [
  ...Object.entries(tree(secret['data'])).map(([key, value]): [string, string] => [
    key,
    Buffer.from(text(value) ?? '', 'base64').toString(),
  ]),
  ...Object.entries(tree(secret['stringData'])).map(([key, value]): [string, string] => [key, text(value) ?? '']),
];

/** What of a value tells the secret: all of it, or its secret pieces where it is a text of several words. */
const telling = (key: string, value: string): string[] => {
  const found = value.trim();
  if (/\s/.test(found)) return [found, ...secretSpans(found, key).map(([from, to]) => found.slice(from, to).trim())];
  if (isAbout(key)) return [];
  return isDrawn(found) || (saysOf(key) !== 'no' && (found.length >= 12 || /[^a-z]/.test(found))) ? [found] : [];
};

const spellings = (value: string): string[] => [value, Buffer.from(value).toString('base64'), encodeURIComponent(value)];

/** Where values of these Secrets stand in a text; nothing where no Secret has any. */
export const copiesOf = (manifests: readonly Manifest[]): ((text: string) => Span[]) | undefined => {
  const byStart = new Map<string, Set<string>>();
  for (const secret of manifests)
    if (secret.kind === 'Secret')
      for (const [key, value] of valuesOf(secret))
        for (const spelling of telling(key, value).flatMap(spellings)) {
          if (spelling.length < shortest) continue;
          const start = spelling.slice(0, shortest);
          byStart.set(start, (byStart.get(start) ?? new Set()).add(spelling));
        }
  if (byStart.size === 0) return undefined;
  return (where) => {
    const found: Span[] = [];
    for (let at = 0; at + shortest <= where.length; at += 1)
      for (const spelling of byStart.get(where.slice(at, at + shortest)) ?? [])
        if (where.startsWith(spelling, at)) found.push([at, at + spelling.length]);
    return found;
  };
};
