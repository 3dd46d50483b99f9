// A sentry.yaml of an older version, rewritten.
import { isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, YAMLMap } from 'yaml';
import { SettingsError, SettingsFile } from './load';
import { type Rename, renamed, renames } from './renames';

export interface Migrated {
  /** The whole file; the text as it was, where nothing has another name. */
  readonly text: string;
  /** A line for each setting that was renamed. */
  readonly changes: readonly string[];
}

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** The mapping at a path, made where there is none. Gives nothing where something else stands. */
const mapAt = (map: YAMLMap, path: readonly string[]): YAMLMap | undefined => {
  const [first, ...rest] = path;
  if (first === undefined) return map;
  const found = map.get(first, true);
  if (isMap(found)) return mapAt(found, rest);
  if (found !== undefined) return undefined;
  const made = new YAMLMap();
  map.set(first, made);
  return mapAt(made, rest);
};

/** Every pair below a mapping, with its path and the mapping that it is in. */
const pairs = (map: YAMLMap, path: readonly string[] = []): { path: readonly string[]; pair: Pair; parent: YAMLMap }[] =>
  map.items.flatMap((pair) => {
    const own = [...path, keyOf(pair)];
    return [{ path: own, pair, parent: map }, ...(isMap(pair.value) ? pairs(pair.value, own) : [])];
  });

/**
 * Gives settings their names of now and keeps comments and order.
 * Throws SettingsError for what is no mapping in YAML, and where both the old name and the new one are set.
 */
export const migrateSettings = (text: string, file: string, table: readonly Rename[] = renames): Migrated => {
  // Says what is wrong in the words of every other command.
  new SettingsFile(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: true, lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const [{ line, col } = { line: 1, col: 1 }] = error.linePos ?? [];
    throw new SettingsError([`${file}:${line}:${col}: not valid YAML: ${error.message.split('\n')[0]?.replace(/ at line .*$/, '')}`]);
  }
  const root = document.contents;
  if (root === null) return { text, changes: [] };
  if (!isMap(root)) throw new SettingsError([`${file}:1:1: expected a mapping of settings`]);

  const changes: string[] = [];
  // New names of keys that stay where they are, by the place of the old ones.
  const names = new Map<number, { start: number; end: number; name: string }>();
  let isMoved = false;
  for (const rename of table) {
    for (const { path, pair, parent } of pairs(root)) {
      const to = renamed(rename, path);
      const name = to?.at(-1);
      if (to === undefined || name === undefined) continue;
      const target = mapAt(root, to.slice(0, -1));
      if (target === undefined || target.has(name)) {
        const { line, col } = lines.linePos(isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
        throw new SettingsError([
          `${file}:${line}:${col}: ${path.join('.')} is ${to.join('.')} now, and something stands there: keep one of them`,
        ]);
      }
      if (isScalar(pair.key)) {
        pair.key.value = name;
        const [start, end] = pair.key.range ?? [0, 0];
        names.set(start, { start, end, name });
      }
      if (target !== parent) {
        isMoved = true;
        parent.items.splice(parent.items.indexOf(pair), 1);
        target.items.push(pair);
      }
      changes.push(`${path.join('.')} is ${to.join('.')}`);
    }
  }
  if (isMoved) return { text: document.toString({ lineWidth: 0 }), changes };
  const edits = [...names.values()].sort((a, b) => b.start - a.start);
  return { text: edits.reduce((edited, { start, end, name }) => edited.slice(0, start) + name + edited.slice(end), text), changes };
};
