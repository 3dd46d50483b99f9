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

/** Of an element that has nothing in it, as the two that take its place have. */
const alone = (file: string, element: XmlElement, path: readonly string[]): void => {
  const names = Object.keys(element).filter((name) => name !== '@replace');
  if (names.length > 1)
    throw new ImportError(`${file}: ${path.join('.')}: expected one of remove, from_env and a value, got ${names.join(' and ')}`);
};

const settings = (file: string, element: XmlElement, path: readonly string[]): ClickhouseSetting[] => {
  if (typeof element === 'string') return [[path.join('.'), element]];
  const { '@remove': remove, '@from_env': variable } = element;
  if (remove !== undefined || variable !== undefined) alone(file, element, path);
  if (remove !== undefined) return [[path.join('.'), null]];
  const found = Object.entries(element).flatMap(([name, child]): ClickhouseSetting[] => {
    if (name === '@from_env') return [];
    if (name.startsWith('@')) return [[`${path.join('.')}${name}`, String(child)]];
    const below = name === '#text' ? path : [...path, name];
    return (Array.isArray(child) ? child : [child]).flatMap((item: XmlElement) => settings(file, item, below));
  });
  return typeof variable === 'string' ? [[path.join('.'), `\${${variable}}`], ...found] : found;
};

/** What ClickHouse takes as the outermost element, by its old and its new name. */
const roots = ['yandex', 'clickhouse'];

/**
 * Settings of a ClickHouse configuration by dotted path below its root element: the trimmed text, `${NAME}` for one from the
 * environment, `null` for an element that is removed, `path@name` for any other attribute. Throws ImportError for what is no XML or has no settings.
 */
export const readClickhouse = (file: string, xml: string): Record<string, string | null> => {
  const checked = XMLValidator.validate(xml);
  if (checked !== true) throw new ImportError(`${file}:${checked.err.line}:${checked.err.col}: ${checked.err.msg}`);
  const tops = Object.entries(parser.parse(xml) as Record<string, XmlElement>).filter(([name]) => !name.startsWith('?'));
  const [[name, root] = ['', '']] = tops;
  if (tops.length !== 1 || !roots.includes(name)) throw new ImportError(`${file}: expected ${roots.join(' or ')} around all, got ${name}`);
  const found = typeof root === 'string' ? [] : settings(file, root, []);
  if (found.length === 0) throw new ImportError(`${file}: expected settings, got none`);
  return once(file, found);
};
