// The variables of a service, in either form that a compose file has for them.
import { list, mapping, text } from './readers';
import { stop, type YamlTree } from './tree';
import type { Variables } from './variables';

const name = /^[A-Za-z_]\w*$/;

const entriesOf = (tree: YamlTree): [name: string, value: string | null, tree: YamlTree][] =>
  tree.kind === 'list'
    ? list(tree).items.map((item) => {
        const [key = '', ...rest] = text(item).split('=');
        return [key, rest.length === 0 ? null : rest.join('='), item];
      })
    : [...mapping(tree).entries].map(([key, value]) => [key, value.kind === 'scalar' && value.value === null ? null : text(value), value]);

/** Compose's variables, a mapping or a list of `NAME=value`; one without a value passes on what .env says, or `null`. */
export const assignments = (tree: YamlTree | undefined, variables: Variables): Record<string, string | null> => {
  const found = new Map<string, string | null>();
  for (const [key, value, item] of tree === undefined ? [] : entriesOf(tree)) {
    if (!name.test(key)) stop(item.at, `expected the name of a variable, got ${JSON.stringify(key)}`);
    if (found.has(key)) stop(item.at, `expected each variable once, got ${key} again`);
    found.set(key, value ?? variables.get(key) ?? null);
  }
  return Object.fromEntries(found);
};

/** Variables that are passed on without a value of their own. */
export const passedOn = (tree: YamlTree | undefined): string[] =>
  tree === undefined ? [] : entriesOf(tree).flatMap(([key, value]) => (value === null ? [key] : []));
