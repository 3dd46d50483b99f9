// Files are read document by document.
import { readManifests } from 'manifest-review';

const head = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const dataOf = (...documents: string[]) =>
  readManifests([{ name: 'a.yaml', text: documents.join('---\n') }], []).old.map(({ data }) => data);

// Fields are read by their text and remembered: what a field means must not hang on another one.
test('an anchor is that of its own document', () => {
  const shared = 'data:\n  *shared\n';
  expect(dataOf(`${head('a')}base: &shared { x: one }\n${shared}`, `${head('b')}base: &shared { x: two }\n${shared}`)).toEqual([
    { x: 'one' },
    { x: 'two' },
  ]);
});

test('a document that uses an anchor of another is no YAML', () => {
  expect(() => dataOf(`${head('a')}base: &shared { x: one }\n`, `${head('b')}data: *shared\n`)).toThrow(/a\.yaml:\d+:\d+: not YAML/);
});
