// Changes of upstream's files at places drawn by a seed: rename, drop, add, reorder, retype.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Compose's variables
import { isMap, isPair, isScalar, isSeq, type Pair, parseDocument, visit } from 'yaml';
import { rules } from '../../releases/import/ignored';

export interface Change {
  readonly what: string;
  readonly text: string;
  /** Nothing that means anything to the program that reads the file has changed. */
  readonly isNeutral: () => boolean;
}

export type Draw = (below: number) => number;

/** mulberry32. */
export const random = (seed: number): Draw => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** What Docker does where nothing is said, and what Kubernetes does by itself, by the end of the path. */
const defaults: readonly (readonly [end: RegExp, value: string])[] = [
  [/\.healthcheck\.(interval|timeout)$/, '"30s"'],
  [/\.healthcheck\.retries$/, '3'],
  [/\.healthcheck\.start_period$/, '"0s"'],
  [/\.depends_on\.[^.]+\.condition$/, '"service_started"'],
  [/\.volumes\.\d+\.type$/, '"bind"'],
  [/\.volumes\.\d+\.type$/, '"volume"'],
  [/\.restart$/, '"unless-stopped"'],
  [/\.pull_policy$/, '"never"'],
  [/\.platform$/, '"${DOCKER_PLATFORM:-}"'],
];

const normal = (value: unknown, path: string): unknown => {
  if (Array.isArray(value)) return value.map((each, index) => normal(each, `${path}.${index}`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.flatMap(([key, below]) => {
      const at = `${path}.${key}`;
      const isSaid = !key.startsWith('x-') && !defaults.some(([end, said]) => end.test(at) && JSON.stringify(below) === said);
      return isSaid ? [[key, normal(below, at)]] : [];
    }),
  );
};

/** What a YAML file says, with anchors and merges in place; nothing for what is no YAML. */
const meaning = (text: string): string | undefined => {
  try {
    return JSON.stringify(normal(parseDocument(text, { merge: true, logLevel: 'silent' }).toJS({ maxAliasCount: -1 }), ''));
  } catch {
    return undefined;
  }
};

const retyped: readonly unknown[] = ['zz9', 79, true, null, ['zz9'], { zz9: 'zz9' }, []];

/** A node of a YAML file. */
export const changedYaml = (text: string, draw: Draw): Change => {
  const document = parseDocument(text, { logLevel: 'silent' });
  const places: { path: string; node: { items: unknown[] }; index: number }[] = [];
  visit(document, {
    Collection: (_key, node, path) => {
      if (!isMap(node) && !isSeq(node)) return;
      const names = [...path, node].flatMap((each) => (isPair(each) && isScalar(each.key) ? [String(each.key.value)] : []));
      node.items.forEach((item, index) => {
        const name = isPair(item) && isScalar(item.key) ? String(item.key.value) : `${index}`;
        places.push({ path: [...names, name].join('.'), node: node as { items: unknown[] }, index });
      });
    },
  });
  const { path, node, index } = places[draw(places.length)] ?? { path: '', node: { items: [] }, index: 0 };
  const item = node.items[index];
  const kind = ['rename', 'drop', 'add', 'reorder', 'retype'][draw(5)] ?? '';
  if (kind === 'rename') node.items[index] = isPair(item) ? document.createPair('zz9', item.value) : document.createNode('zz9');
  if (kind === 'drop') node.items.splice(index, 1);
  if (kind === 'add') node.items.splice(index, 0, isPair(item) ? document.createPair('zz9', 'zz9') : document.createNode('zz9'));
  if (kind === 'reorder') node.items.splice(draw(node.items.length), 0, ...node.items.splice(index, 1));
  if (kind === 'retype') {
    const value = document.createNode(retyped[draw(retyped.length)]);
    if (isPair(item)) (item as Pair).value = value;
    else node.items[index] = value;
  }
  let changed: string;
  try {
    changed = document.toString();
  } catch {
    // An anchor that is still referred to is gone.
    return changedYaml(text, draw);
  }
  const isRule = rules.some(({ path: rule }) => rule !== '' && (rule === path || path.startsWith(`${rule}.`)));
  // The folder that it is built from is then the one that the others are built from, and it starts from the same image.
  const isSameImage = path === 'services.sentry-cleanup.build';
  return {
    what: `${kind} ${path}`,
    text: changed,
    isNeutral: () => ((isRule || isSameImage) && kind === 'drop') || (meaning(text) !== undefined && meaning(text) === meaning(changed)),
  };
};

/** A word of a file of lines. */
export const changedLine = (text: string, draw: Draw): Change => {
  const lines = text.split('\n');
  const solid = lines.flatMap((line, index) => (/\w/.test(line) ? [index] : []));
  const index = solid[draw(solid.length)] ?? 0;
  const line = lines[index] ?? '';
  const words = line.match(/[\w-]+/g) ?? [];
  const word = words[draw(words.length)] ?? '';
  const kind = ['rename', 'drop', 'add', 'reorder'][draw(4)] ?? '';
  const added = line.replace(word, 'zz9');
  if (kind === 'rename') lines[index] = added;
  if (kind === 'drop') lines.splice(index, 1);
  if (kind === 'add') lines.splice(index, 0, added);
  if (kind === 'reorder') lines.splice(solid[draw(solid.length)] ?? 0, 0, ...lines.splice(index, 1));
  const changed = lines.join('\n');
  const isRule = rules.some(({ path, value }) => line === `${path} ${value}` || line === `${path}=${value}`);
  // Docker has nothing against an argument that nobody gives or uses.
  const isUnused = kind === 'add' && added === 'ARG zz9';
  return {
    what: `${kind} ${line.trim()} (${word})`,
    text: changed,
    isNeutral: () => changed === text || kind === 'reorder' || isUnused || (isRule && kind === 'drop'),
  };
};
