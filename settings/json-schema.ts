// The settings as JSON Schema.
import * as z from 'zod';
import { settingsSchema } from './schema';

/** The parts of JSON Schema that zod writes for the settings. */
export interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxLength?: number;
}

/** The settings as JSON Schema, for input: what has a default may be absent. */
export const schemaDocument = (): JsonSchema => z.toJSONSchema(settingsSchema, { io: 'input' }) as JsonSchema;

/** Text of sentry.schema.json, which editors read. */
export const jsonSchema = (): string => `${JSON.stringify(schemaDocument(), null, 2)}\n`;

/** The schema of the value at a path; of a choice of mappings, all their properties together. */
export const schemaAt = (schema: JsonSchema | undefined, path: readonly (string | number)[]): JsonSchema | undefined => {
  const [first, ...rest] = path;
  if (schema === undefined || first === undefined) return schema;
  if (typeof first === 'number') return schemaAt(schema.items, rest);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    return choices.map((choice) => schemaAt(choice, path)).find((found) => found !== undefined);
  }
  const property = Object.hasOwn(schema.properties ?? {}, first) ? schema.properties?.[first] : undefined;
  const additional = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return schemaAt(property ?? additional, rest);
};
