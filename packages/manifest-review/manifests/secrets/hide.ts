// The one judge of what is secret: by its name, by its form, by what stands around it, or as a copy of a Secret's.
import { isTree } from '../tree';
import { isSecretValue, saysOf } from './names';
import { isLineFile, mayHold, type Span, secretSpans } from './text';

/** What stands where a secret value was. */
export const hidden = '(secret)';

/** A text without what stands at the spans, which may overlap. */
const without = (text: string, spans: readonly Span[]): string => {
  let shown = '';
  let end = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (to <= end) continue;
    shown += text.slice(end, Math.max(from, end)) + (from < end ? '' : hidden);
    end = to;
  }
  return shown + text.slice(end);
};

/** Finds more in a text than its own form tells: copies of what is known to be secret. */
export type KnownSecrets = (text: string) => readonly Span[];

// Most text stands in many places; what is remembered is bounded.
const judged = new Map<string, readonly Span[]>();
let remembered = 0;

const none: readonly Span[] = [];

const ownSpans = (text: string, file: string): readonly Span[] => {
  const key = isLineFile(file) ? `${file}\0${text}` : text;
  const found = judged.get(key);
  if (found !== undefined) return found;
  const spans = mayHold(text) ? secretSpans(text, file) : none;
  remembered += key.length;
  if (remembered > 10_000_000) {
    judged.clear();
    remembered = key.length;
  }
  judged.set(key, spans);
  return spans;
};

const spansIn = (text: string, file: string, known: KnownSecrets | undefined): readonly Span[] =>
  known === undefined ? ownSpans(text, file) : [...ownSpans(text, file), ...known(text)];

/** Whether nothing but text is in it. */
const isText = (bytes: Buffer): boolean => bytes.length > 0 && !bytes.toString().includes('\ufffd');

/** A text under a name as it may be shown: the secret pieces of it are hidden, or all. */
export const hideText = (name: string, text: string, known?: KnownSecrets): string => {
  if (text.length < 3) return text;
  const says = saysOf(name);
  if (says !== 'no' && isSecretValue(says, text)) return hidden;
  const spans = spansIn(text, name, known);
  return spans.length === 0 ? text : without(text, spans);
};

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The first where the second is equal: what has nothing to hide stays the same value. */
const sameOr = (one: readonly unknown[], other: readonly unknown[]): readonly unknown[] =>
  other.every((item, index) => item === one[index]) ? one : other;

/** Words of a command as they may be shown: an option and its value may be two of them. */
export const hideWords = (name: string, words: readonly string[], known?: KnownSecrets): readonly string[] => {
  const alone = words.map((item) => hideText(name, item, known));
  if (known === undefined && !words.some(mayHold)) return sameOr(words, alone) as readonly string[];
  const joined = words.join(' ');
  const spans = spansIn(joined, '', known);
  if (spans.length === 0) return sameOr(words, alone) as readonly string[];
  let start = 0;
  return words.map((item, index) => {
    const from = start;
    start += item.length + 1;
    const own = spans
      .filter((span) => span[0] < from + item.length && span[1] > from)
      .map((span): Span => [Math.max(span[0] - from, 0), Math.min(span[1] - from, item.length)]);
    // What the word itself tells may be more.
    return own.length === 0 || alone[index] === hidden ? (alone[index] ?? item) : hideText(name, without(item, own), known);
  });
};

/** What the items of a list, or the fields of a mapping, are the values of. */
const nameIn = (value: Readonly<Record<string, unknown>>): string | undefined => {
  if (typeof value['value'] !== 'string' && typeof value['value'] !== 'number') return undefined;
  const named = value['name'] ?? value['key'];
  return typeof named === 'string' ? named : undefined;
};

const hideBinary = (value: unknown, known: KnownSecrets | undefined): unknown =>
  isTree(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => {
          const bytes = Buffer.from(typeof item === 'string' ? item : '', 'base64');
          return [key, isText(bytes) && hideText(key, bytes.toString(), known) !== bytes.toString() ? hidden : item];
        }),
      )
    : value;

const hideJson = (text: string, known: KnownSecrets | undefined): string | undefined => {
  if (!/^\s*\{/.test(text) || !/"(?:string)?[dD]ata"/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isTree(value) && value['kind'] === 'Secret' ? JSON.stringify(hideSecrets(value, '', known)) : undefined;
  } catch {
    return undefined;
  }
};

const hideAll = (value: unknown): unknown => (isTree(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, hidden])) : value);

const hideTree = (value: Readonly<Record<string, unknown>>, known: KnownSecrets | undefined): unknown => {
  const variable = nameIn(value);
  const { command, args } = value;
  // The program stands in one, its options in the other.
  const words = isTexts(command) && isTexts(args) ? hideWords('', [...command, ...args], known) : undefined;
  const isSecret = value['kind'] === 'Secret' && value['apiVersion'] === 'v1';
  const shown = new Map<string, unknown>();
  for (const key of Object.keys(value)) {
    const child = value[key];
    let own: unknown;
    if (isSecret && (key === 'data' || key === 'stringData')) own = hideAll(child);
    else if (words !== undefined && key === 'command') own = sameOr(command as string[], words.slice(0, (command as string[]).length));
    else if (words !== undefined && key === 'args') own = sameOr(args as string[], words.slice((command as string[]).length));
    else if (key === 'binaryData') own = hideBinary(child, known);
    else own = hideSecrets(child, variable !== undefined && key === 'value' ? variable : key, known);
    if (own !== child) shown.set(key, own);
  }
  if (shown.size === 0) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shown.has(key) ? shown.get(key) : child]));
};

/** Any value under a name as it may be shown, at any depth; the same value where nothing of it is secret. */
export const hideSecrets = (value: unknown, name: string, known?: KnownSecrets): unknown => {
  if (typeof value === 'string') return hideJson(value, known) ?? hideText(name, value, known);
  // A password of digits alone.
  if (typeof value === 'number') return saysOf(name) === 'secret' && /pass|pwd/i.test(name) && value > 999 ? hidden : value;
  if (isTexts(value)) return hideWords(name, value, known);
  if (Array.isArray(value))
    return sameOr(
      value,
      value.map((item: unknown) => hideSecrets(item, name, known)),
    );
  return isTree(value) ? hideTree(value, known) : value;
};
