// YAML as a tree that knows where each value stands.
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { ImportError } from './error';

/** Where a value stands: that of its key, or its own in a list. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted, as it is read: `services.web.restart`. */
  readonly path: string;
  /** Dotted, as it is written, which differs for what an alias or a merge key brings: `x-restart-policy.restart`. */
  readonly written: string;
}

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it is written. */
  readonly source: string;
  readonly at: SourcePlace;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly YamlTree[];
  readonly at: SourcePlace;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, YamlTree>;
  readonly at: SourcePlace;
}

export type YamlTree = Scalar | List | Mapping;

/** `file:line:column: path`. */
export const shown = ({ file, line, column, path }: SourcePlace): string => `${file}:${line}:${column}${path === '' ? '' : `: ${path}`}`;

/** Stops the import with the place of what is wrong. */
export const stop = (at: SourcePlace, message: string): never => {
  throw new ImportError(`${shown(at)}: ${message}`);
};

/** The value alone. */
export const plain = (tree: YamlTree): unknown =>
  tree.kind === 'scalar'
    ? tree.value
    : tree.kind === 'list'
      ? tree.items.map(plain)
      : Object.fromEntries([...tree.entries].map(([key, below]) => [key, plain(below)]));

const joined = (path: string, key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`);

interface TreeSource {
  readonly file: string;
  readonly positions: LineCounter;
  /** Path of each node as it is written, and what each alias stands for. */
  readonly written: ReadonlyMap<Node, string>;
  readonly aliased: ReadonlyMap<Node, Node>;
}

type Children = YAMLMap<Node, Node | null> | YAMLSeq<Node | null>;

const keyOf = (pair: Pair<Node, Node | null>): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** Anchors hold from where they stand, so nodes are met in the order of the text. */
const indexed = (document: Document): Pick<TreeSource, 'written' | 'aliased'> => {
  const written = new Map<Node, string>();
  const aliased = new Map<Node, Node>();
  const anchors = new Map<string, Node>();
  const visit = (node: Node | null, path: string): void => {
    if (node === null) return;
    written.set(node, path);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) aliased.set(node, target);
      return;
    }
    const { anchor } = node as ParsedNode & { anchor?: string };
    if (anchor !== undefined) anchors.set(anchor, node);
    if (!isMap(node) && !isSeq(node)) return;
    (node as Children).items.forEach((item, index) => {
      if (isPair(item)) {
        const pair = item as Pair<Node, Node | null>;
        written.set(pair.key, joined(path, keyOf(pair)));
        visit(pair.value, joined(path, keyOf(pair)));
      } else visit(item as Node | null, joined(path, index));
    });
  };
  visit(document.contents, '');
  return { written, aliased };
};

const placed = ({ file, positions, written }: TreeSource, node: Node | null, path: string): SourcePlace => {
  const { line, col } = positions.linePos(node?.range?.[0] ?? 0);
  return { file, line, column: col, path, written: (node === null ? undefined : written.get(node)) ?? path };
};

/** Deeper than any file: an alias inside of what it stands for. */
const tooDeep = 64;

const grown = (source: TreeSource, given: Node | null, at: SourcePlace, depth = 0): YamlTree => {
  if (depth > tooDeep) return stop(at, 'expected an alias of something else than itself');
  if (given === null) return { kind: 'scalar', value: null, source: '', at };
  if (isAlias(given)) {
    const target = source.aliased.get(given);
    if (target === undefined) return stop(at, `expected an anchor &${given.source} before its alias, got none`);
    return grown(source, target, { ...at, written: source.written.get(target) ?? at.written }, depth + 1);
  }
  if (isSeq(given)) {
    const items = (given as YAMLSeq<Node | null>).items.map((item, index) => {
      const path = joined(at.path, index);
      return grown(source, item, { ...placed(source, item, path), written: joined(at.written, index) }, depth + 1);
    });
    return { kind: 'list', items, at };
  }
  if (isMap(given)) {
    const entries = new Map<string, YamlTree>();
    for (const pair of (given as YAMLMap<Node, Node | null>).items) {
      const key = keyOf(pair);
      const place = placed(source, pair.key, joined(at.path, key));
      if (!isScalar(pair.key) || pair.key.value === null) return stop(place, 'expected a word as key');
      if (key === '<<') {
        const merged = grown(source, pair.value, { ...place, path: at.path }, depth + 1);
        for (const each of merged.kind === 'list' ? merged.items : [merged]) {
          if (each.kind !== 'mapping') return stop(place, 'expected a mapping to merge');
          for (const [name, below] of each.entries) {
            if (!entries.has(name)) entries.set(name, moved(below, joined(at.path, name)));
          }
        }
      } else entries.set(key, grown(source, pair.value, place, depth + 1));
    }
    return { kind: 'mapping', entries, at };
  }
  const { value } = given as Node & { value: unknown };
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
    return stop(at, 'expected text, a number or a truth value');
  return { kind: 'scalar', value: value as Scalar['value'], source: String((given as { source?: unknown }).source ?? value), at };
};

/** The same at another path: what a merge key brings from a list lies below that list. */
const moved = (tree: YamlTree, path: string): YamlTree => {
  const at = { ...tree.at, path };
  if (tree.kind === 'scalar') return { ...tree, at };
  if (tree.kind === 'list') return { ...tree, at, items: tree.items.map((item, index) => moved(item, joined(path, index))) };
  return { ...tree, at, entries: new Map([...tree.entries].map(([key, below]) => [key, moved(below, joined(path, key))])) };
};

/**
 * Parses YAML as Docker does: with merge keys and aliases, and with the closing bracket that upstream's compose file has
 * at its key's indentation (js-yaml refuses it). Throws ImportError with the position of a mistake, an own tag (`!reset`) too.
 */
export const growTree = (file: string, text: string): YamlTree => {
  const positions = new LineCounter();
  const document = parseDocument(text, { logLevel: 'error', lineCounter: positions });
  const [wrong] = [...document.errors, ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  if (wrong !== undefined) throw new ImportError(`${file}: ${wrong.message.split('\n')[0]?.replace(/:$/, '')}`);
  const source = { file, positions, ...indexed(document) };
  return grown(source, document.contents, { file, line: 1, column: 1, path: '', written: '' });
};

/** The place of the deepest value on a path. */
export const placeOf = (tree: YamlTree, [key, ...rest]: readonly string[]): SourcePlace => {
  const below = tree.kind === 'mapping' && key !== undefined ? tree.entries.get(key) : undefined;
  return below === undefined ? tree.at : placeOf(below, rest);
};
