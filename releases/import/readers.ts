// Values of a tree, each of the kind that is expected there, or the import stops at its place.
import { ImportError } from './error';
import { type List, type Mapping, plain, stop, type YamlTree } from './tree';

export const got = (tree: YamlTree): string => JSON.stringify(plain(tree));

/** Adds the place to a mistake. */
export const within = <T>(tree: YamlTree, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    // One that has its place already begins with a file and a line.
    if (!(error instanceof ImportError) || /^[^\s:]+:\d+:/.test(error.message)) throw error;
    return stop(tree.at, error.message);
  }
};

export const mapping = (tree: YamlTree): Mapping =>
  tree.kind === 'mapping' ? tree : stop(tree.at, `expected a mapping, got ${got(tree)}`);

export const list = (tree: YamlTree): List => (tree.kind === 'list' ? tree : stop(tree.at, `expected a list, got ${got(tree)}`));

/** Text, or what is as good: a truth value, or a number that reads as it is written. */
export const text = (tree: YamlTree): string => {
  if (tree.kind !== 'scalar' || tree.value === null) return stop(tree.at, `expected text, got ${got(tree)}`);
  const { value, source } = tree;
  // 010 and 0x10 are other numbers for Compose than for this.
  return typeof value === 'string' || String(value) === source ? String(value) : stop(tree.at, `expected text in quotes, got ${source}`);
};

export const oneOf = (tree: YamlTree, words: readonly string[]): string => {
  const word = text(tree);
  return words.includes(word) ? word : stop(tree.at, `expected ${words.join(' or ')}, got ${got(tree)}`);
};

/** A whole number, also in quotes as a variable gives it. */
export const count = (tree: YamlTree): number => {
  const number = text(tree);
  return /^(0|[1-9]\d*)$/.test(number) ? Number(number) : stop(tree.at, `expected a whole number, got ${got(tree)}`);
};

export const truth = (tree: YamlTree): boolean =>
  tree.kind === 'scalar' && typeof tree.value === 'boolean' ? tree.value : stop(tree.at, `expected true or false, got ${got(tree)}`);

/** Fields of a mapping by name; any other stops the import, but for Compose's `x-` ones, which are nobody's. */
export const only = <Name extends string>(tree: YamlTree, names: readonly Name[]): { readonly [name in Name]?: YamlTree } => {
  const { entries } = mapping(tree);
  const other = [...entries].find(([key]) => !key.startsWith('x-') && !names.some((name) => name === key));
  if (other !== undefined) {
    return stop(
      other[1].at,
      `expected ${names.join(', ')} or a rule in releases/import/ignored.json that says why it is left out, got ${other[0]}: ${got(other[1])}`,
    );
  }
  return Object.fromEntries(names.flatMap((name) => (entries.has(name) ? [[name, entries.get(name)]] : []))) as {
    [name in Name]?: YamlTree;
  };
};
