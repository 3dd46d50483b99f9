// docs/configuration.md, made of the schema.
import { type JsonSchema, schemaDocument } from './json-schema';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const typeOf = (schema: JsonSchema): string => {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(' or ');
  if (schema.type === 'array') return `list of ${schema.items?.enum === undefined ? typeOf(schema.items ?? {}) : typeOf(schema.items)}`;
  if (schema.oneOf !== undefined) return 'mapping';
  if (schema.type === 'object') return 'mapping';
  const { minimum, maximum } = schema;
  const bounded = minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && minimum > Number.MIN_SAFE_INTEGER;
  return bounded ? `${schema.type} ${minimum} to ${maximum}` : (schema.type ?? 'any');
};

const defaultOf = (schema: JsonSchema, required: boolean): string => {
  if (required) return '**required**';
  const value = schema.default;
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
};

/** Rows of a mapping and of all below it; `*` stands for any name and `[]` for any item. */
const rows = (schema: JsonSchema, path: string): string[] => {
  const below = (name: string, child: JsonSchema, required: boolean): string[] => {
    const full = path === '' ? name : `${path}.${name}`;
    return [
      `| \`${full}\` | ${cell(typeOf(child))} | ${cell(defaultOf(child, required))} | ${cell(child.description ?? '')} |`,
      ...rows(child, full),
    ];
  };
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    below(name, child, schema.required?.includes(name) === true),
  );
  const additional =
    typeof schema.additionalProperties === 'object' && schema.additionalProperties.properties !== undefined
      ? rows(schema.additionalProperties, `${path}.*`)
      : [];
  const items = schema.items?.properties === undefined ? [] : rows(schema.items, `${path}[]`);
  return [...properties, ...additional, ...items];
};

/** Text of docs/configuration.md. */
export const configurationReference = (): string => {
  const schema = schemaDocument();
  const sections = Object.entries(schema.properties ?? {}).map(([name, child]) => {
    const own = `| \`${name}\` | ${cell(typeOf(child))} | ${cell(defaultOf(child, schema.required?.includes(name) === true))} | ${cell(child.description ?? '')} |`;
    return ['', `## ${name}`, '', '| setting | type | default | meaning |', '| --- | --- | --- | --- |', own, ...rows(child, name)].join(
      '\n',
    );
  });
  return [
    '# Configuration',
    '',
    'Every setting of `sentry.yaml`, generated from the schema by `npm run docs`. `*` stands for any name, `[]` for any item.',
    ...sections,
    '',
  ].join('\n');
};
