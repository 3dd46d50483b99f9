// Manifests as text, and text as manifests.
import { dump, load, YAMLException } from 'js-yaml';
import type { Manifest } from './manifest';
import { type YamlMistake, yamlMistake } from './yaml-mistakes';

// What a thing is comes first, as one writes it by hand; the rest is sorted.
const first = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'image', 'command', 'args', 'envFrom', 'env'];
const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
const sortKeys = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => sortKeys(a, b));
  return Object.fromEntries(entries.map(([key, below]) => [key, ordered(below)]));
};

/** The same value with the keys of all its mappings in the order of `toYaml`. */
export const inKeyOrder = <T>(value: T): T => ordered(value) as T;

/** Manifests as one YAML stream; strings that YAML 1.1 reads as something else are quoted. */
export const toYaml = (manifests: readonly Manifest[]): string =>
  manifests.map((manifest) => dump(manifest, { lineWidth: -1, noRefs: true, quoteStyle: 'double', sortKeys })).join('---\n');

// As many as kubectl's own reader takes where nearly all of them are aliases (gopkg.in/yaml.v3, decode.go).
const mostValues = 400_000;

/** Values in a tree whose aliases are written out: what is met on the way to itself has no end. */
const valuesIn = (value: unknown, known = new Map<object, number>()): number => {
  if (typeof value !== 'object' || value === null) return 1;
  const found = known.get(value);
  if (found !== undefined) return found;
  known.set(value, Number.POSITIVE_INFINITY);
  let sum = 1;
  for (const child of Object.values(value)) sum += valuesIn(child, known);
  known.set(value, sum);
  return sum;
};

/** The place of the last alias of a text whose aliases stand for more than anybody means. */
const explosion = (text: string, value: unknown): YamlMistake | undefined => {
  if (!/(^|[\s[{,:-])[*][\w-]/m.test(text) || valuesIn(value) <= mostValues) return undefined;
  const lines = text.split('\n');
  const line = lines.findLastIndex((each) => /(^|[\s[{,:-])[*][\w-]/.test(each));
  const column = (lines[line] ?? '').lastIndexOf('*') + 1;
  return { reason: `expected aliases that stand for at most ${mostValues.toLocaleString('en')} values together`, line: line + 1, column };
};

/** One document of YAML or JSON, or why it is none. */
export const readYaml = (text: string): { readonly value: unknown } | { readonly mistake: YamlMistake } => {
  try {
    const value: unknown = load(text);
    const mistake = explosion(text, value);
    return mistake === undefined ? { value } : { mistake };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return { mistake: yamlMistake(text, { reason: error.reason, line: line + 1, column: column + 1 }) };
  }
};
