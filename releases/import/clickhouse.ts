import { XMLParser } from 'fast-xml-parser';

type Node = string | { readonly [name: string]: Node | readonly Node[] };

const attribute = '@';

const flatten = (node: Node, path: string): [string, string | null][] => {
  if (typeof node === 'string') return [[path, node]];
  if (node[`${attribute}remove`] !== undefined) return [[path, null]];
  const variable = node[`${attribute}from_env`];
  if (typeof variable === 'string') return [[path, `\${${variable}}`]];
  return Object.entries(node).flatMap(([name, child]) =>
    (Array.isArray(child) ? child : [child]).flatMap((item) => flatten(item, path === '' ? name : `${path}.${name}`)),
  );
};

/** Settings of a ClickHouse configuration by dotted path below the root; `null` for a removed element, `${NAME}` for one from the environment. */
export const readClickhouse = (xml: string): Record<string, string | null> => {
  const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: attribute, parseTagValue: false, trimValues: true }).parse(
    xml,
  ) as Record<string, Node>;
  return Object.fromEntries(Object.entries(parsed).flatMap(([name, node]) => (name.startsWith('?') ? [] : flatten(node, ''))));
};
