// Every setting says what it does, for the editor, the schema and docs/configuration.md, which are made of it.
import { type JsonSchema, schemaDocument } from '../../settings/json-schema';

interface Described {
  readonly path: string;
  readonly name: string;
  readonly description: string;
}

/** Every setting below, sections too; `*` stands for any name and `[]` for any item, as in docs/configuration.md. */
const settingsOf = (schema: JsonSchema, path = ''): Described[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const full = path === '' ? name : `${path}.${name}`;
    return [{ path: full, name, description: child.description ?? '' }, ...settingsOf(child, full)];
  }),
  ...(typeof schema.additionalProperties === 'object' ? settingsOf(schema.additionalProperties, `${path}.*`) : []),
  ...(schema.items === undefined ? [] : settingsOf(schema.items, `${path}[]`)),
  ...(schema.oneOf ?? []).flatMap((choice) => settingsOf(choice, path)),
];

const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9’]+/g) ?? [];

/** Words that say no more than the name does. */
const ofName = (name: string): string[] => [
  ...words(name.replace(/([A-Z])/g, ' $1')),
  ...words(name),
  'a',
  'an',
  'the',
  'its',
  'of',
  'this',
  'setting',
];

const says = ({ name, description }: Described): boolean => {
  const all = words(description);
  return all.length >= 4 && all.filter((word) => !ofName(name).includes(word)).length >= 3 && description.endsWith('.');
};

const settings = settingsOf(schemaDocument());

test('every setting has a sentence of its own', () => {
  expect(settings.filter((setting) => !says(setting)).map(({ path, description }) => `${path}: ${description}`)).toEqual([]);
  expect(settings.length).toBeGreaterThan(140);
});

test.each([
  ['port', 'Its port.', false],
  ['port', 'The port of this setting.', false],
  ['appName', '', false],
  ['appName', 'The app’s name of an app.', false],
  ['port', 'TCP port of the SMTP server.', true],
])('%s: "%s" says enough: %s', (name, description, enough) => expect(says({ path: name, name, description })).toBe(enough));
