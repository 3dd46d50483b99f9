// Line and column of every setting in a file.
import { EVENT_ALIAS, EVENT_DOCUMENT, EVENT_MAPPING, EVENT_POP, EVENT_SCALAR, EVENT_SEQUENCE, getScalarValue, parseEvents } from 'js-yaml';
import type { SettingsPath } from './problem';

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Node {
  /** Offset of the value in the text, and of its key where it has one. */
  readonly start: number;
  key?: number;
  readonly children: Map<string, Node>;
}

// A quoted scalar's value begins behind its quote.
const scalarStart = (text: string, offset: number): number => (/["']/.test(text[offset - 1] ?? '') ? offset - 1 : offset);

/** Where every value of a YAML document stands, by its path. Aliases are leaves: what they stand for is where its anchor is. */
const readTree = (text: string): Node | undefined => {
  const events = parseEvents(text, {});
  let at = 0;
  const node = (): Node | undefined => {
    const event = events[at];
    at += 1;
    if (event === undefined) return undefined;
    if (event.type === EVENT_SCALAR) return { start: scalarStart(text, event.valueStart), children: new Map() };
    if (event.type === EVENT_MAPPING) return mapping({ start: event.start, children: new Map() });
    if (event.type === EVENT_SEQUENCE) return sequence({ start: event.start, children: new Map() });
    if (event.type === EVENT_ALIAS) return { start: event.anchorStart, children: new Map() };
    return undefined;
  };
  const mapping = (parent: Node): Node => {
    while (events[at] !== undefined && events[at]?.type !== EVENT_POP) {
      const key = events[at];
      const keyNode = node();
      const value = node();
      if (keyNode === undefined || value === undefined) return parent;
      value.key = keyNode.start;
      if (key?.type === EVENT_SCALAR && !parent.children.has(getScalarValue(text, key)))
        parent.children.set(getScalarValue(text, key), value);
    }
    at += 1;
    return parent;
  };
  const sequence = (parent: Node): Node => {
    while (events[at] !== undefined && events[at]?.type !== EVENT_POP) {
      const item = node();
      if (item === undefined) return parent;
      parent.children.set(`${parent.children.size}`, item);
    }
    at += 1;
    return parent;
  };
  if (events[at]?.type === EVENT_DOCUMENT) at += 1;
  return node();
};

/** Finds the place of a path: its key (or its value, where it is wrong itself); of a path that is not there, the nearest parent's. */
export const locator = (text: string): ((path: SettingsPath, what: 'key' | 'value') => Position) => {
  const tree = readTree(text);
  const lines = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) lines.push(index + 1);
  const position = (offset: number): Position => {
    let line = lines.findIndex((start) => start > offset);
    if (line < 0) line = lines.length;
    return { line, column: offset - (lines[line - 1] ?? 0) + 1 };
  };
  return (path, what) => {
    let found = tree;
    let reached = 0;
    for (const part of path) {
      const child = found?.children.get(String(part));
      if (child === undefined) break;
      found = child;
      reached += 1;
    }
    if (found === undefined || reached === 0) return position(found?.start ?? 0);
    const isValue = reached === path.length && what === 'value';
    return position(isValue ? found.start : (found.key ?? found.start));
  };
};
