// settings/props.ts, made of the schema: what an editor shows of the construct's props.
import { type JsonSchema, schemaDocument } from '../settings/json-schema';

const names: Readonly<Record<string, string>> = { integer: 'number', number: 'number', string: 'string', boolean: 'boolean' };

const defaultOf = ({ default: value, properties }: JsonSchema): string => {
  if (value === undefined) return '- none';
  if (properties !== undefined) return '- the defaults of what it holds';
  return JSON.stringify(value);
};

const comment = (schema: JsonSchema, required: boolean, indent: string): string => {
  const lines = [...(schema.description === undefined ? [] : [schema.description]), ...(required ? [] : [`@default ${defaultOf(schema)}`])];
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
};

const listOf = (item: string): string => `readonly ${/[|{]/.test(item) ? `(${item})` : item}[]`;

const typeOf = (schema: JsonSchema, indent: string): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const).replaceAll('"', "'");
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value).replaceAll('"', "'")).join(' | ');
  if (schema.oneOf !== undefined) return schema.oneOf.map((choice) => typeOf(choice, indent)).join(' | ');
  if (schema.type === 'array') return listOf(typeOf(schema.items ?? {}, indent));
  if (schema.properties !== undefined) return mapping(schema, indent);
  if (typeof schema.additionalProperties === 'object') return `Readonly<Record<string, ${typeOf(schema.additionalProperties, indent)}>>`;
  return names[schema.type ?? ''] ?? 'unknown';
};

const mapping = ({ properties = {}, required = [] }: JsonSchema, indent: string): string => {
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, schema]) => {
    const needed = required.includes(name);
    return `${comment(schema, needed, inner)}${inner}readonly ${name}${needed ? '' : '?'}: ${typeOf(schema, inner)};\n`;
  });
  return `{\n${fields.join('')}${indent}}`;
};

/** Text of settings/props.ts. */
export const propsSource = (): string =>
  [
    '// Made of settings/schema/ by npm run docs: the vocabulary of sentry.yaml as types.',
    '/** What a Sentry is to be: the settings of `sentry.yaml`, by the same names and with the same defaults. */',
    `export interface SentryProps ${mapping(schemaDocument(), '')}`,
    '',
  ].join('\n');
