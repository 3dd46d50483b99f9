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

/** One document of YAML or JSON, or why it is none. */
export const readYaml = (text: string): { readonly value: unknown } | { readonly mistake: YamlMistake } => {
  try {
    return { value: load(text) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return { mistake: yamlMistake(text, { reason: error.reason, line: line + 1, column: column + 1 }) };
  }
};
