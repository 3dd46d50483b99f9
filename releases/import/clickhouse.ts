// Upstream's settings of ClickHouse.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ImportError } from './error';
import { once } from './setting';

type XmlElement = string | { readonly [name: string]: XmlElement | readonly XmlElement[] };
type ClickhouseSetting = [path: string, value: string | null];

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseTagValue: false,
  trimValues: true,
});

const settings = (element: XmlElement, path: readonly string[]): ClickhouseSetting[] => {
  if (typeof element === 'string') return [[path.join('.'), element]];
  if (element['@remove'] !== undefined) return [[path.join('.'), null]];
  const variable = element['@from_env'];
  if (typeof variable === 'string') return [[path.join('.'), `\${${variable}}`]];
  return Object.entries(element).flatMap(([name, child]) => {
    if (name.startsWith('@')) return [];
    const below = name === '#text' ? path : [...path, name];
    return (Array.isArray(child) ? child : [child]).flatMap((item: XmlElement) => settings(item, below));
  });
};

/**
 * Settings of a ClickHouse configuration by dotted path below its root element: the trimmed text, `${NAME}` for one from the
 * environment, `null` for an element that is removed. Throws ImportError for what is no XML or has no settings.
 */
export const readClickhouse = (file: string, xml: string): Record<string, string | null> => {
  const checked = XMLValidator.validate(xml);
  if (checked !== true) throw new ImportError(`${file}:${checked.err.line}:${checked.err.col}: ${checked.err.msg}`);
  const root = Object.entries(parser.parse(xml) as Record<string, XmlElement>).find(([name]) => !name.startsWith('?'))?.[1] ?? '';
  const found = typeof root === 'string' ? [] : settings(root, []);
  if (found.length === 0) throw new ImportError(`${file}: expected settings, got none`);
  return once(file, found);
};
