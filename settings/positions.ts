// Line and column of every setting in a file.
import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { SettingsPath } from './problem';

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A value, with its key where it has one. Aliases are leaves: what they stand for is where its anchor is. */
interface Place {
  readonly key?: ParsedNode;
  readonly value: ParsedNode;
}

const below = ({ value: parent }: Place, part: string | number): Place | undefined => {
  if (isSeq(parent)) {
    const value = parent.items[Number(part)] as ParsedNode | undefined;
    return value === undefined ? undefined : { value };
  }
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && (key.source ?? String(key.value)) === String(part))
    : undefined;
  return pair === undefined ? undefined : { key: pair.key as ParsedNode, value: (pair.value ?? pair.key) as ParsedNode };
};

/** Finds the place of a path: its key (or its value, where it is wrong itself); of a path that is not there, the nearest parent's. */
export const locator = (text: string): ((path: SettingsPath, what: 'key' | 'value') => Position) => {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines });
  const position = ({ range: [start] }: ParsedNode): Position => {
    const { line, col } = lines.linePos(start);
    return { line, column: col };
  };
  return (path, what) => {
    if (contents === null) return { line: 1, column: 1 };
    let found: Place = { value: contents };
    let reached = 0;
    for (const part of path) {
      const child = below(found, part);
      if (child === undefined) break;
      found = child;
      reached += 1;
    }
    return position(reached === path.length && what === 'value' ? found.value : (found.key ?? found.value));
  };
};
