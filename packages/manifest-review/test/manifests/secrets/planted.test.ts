// What is secret is in no output, whatever happens to its object; what only reads like it is in all.
import { loadAll } from 'js-yaml';
import { htmlOf, jsonOf, markdownOf, review, textOf } from '../../../index';
import { type Manifest, toYaml } from '../../../manifests';
import { planted } from '../../support/secrets/planted';

/** The same with other digits, whatever it is made of. */
const other = (text: string): string =>
  text.replace(/«([^»]*)»/g, (_, value: string) => `«${value.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10))}»`);

/** Manifests, and what is planted in them. */
const sown = (marked: string): { manifests: Manifest[]; secrets: string[] } => {
  const text = marked.replaceAll('§', '');
  return {
    manifests: loadAll(text.replace(/[«»]/g, '')) as Manifest[],
    secrets: [...text.matchAll(/«([^»]*)»/g)].map(([, value = '']) => value),
  };
};

const shown = (output: string, secrets: readonly string[]): string[] => secrets.filter((value) => output.includes(value));

// With other digits these are none any more.
const fixed = ['binary data', 'copy in base64', 'age'];

const rows = Object.entries(planted).map(([name, text]) => ({
  name,
  old: sown(fixed.includes(name) ? text : other(text)),
  now: sown(text),
}));

test.each(rows)('$name', ({ old, now }) => {
  const secrets = [...old.secrets, ...now.secrets];
  for (const [one, two] of [
    [old.manifests, now.manifests],
    [[], now.manifests],
    [old.manifests, []],
  ] as const) {
    const found = review(one, two);
    for (const write of [textOf, markdownOf, jsonOf]) expect(shown(write(found), secrets)).toEqual([]);
  }
  expect(jsonOf(review([], now.manifests))).toContain('(secret)');
  expect(review([], now.manifests).objects.some(({ findings }) => findings.some(({ verdict }) => verdict === 'leak'))).toBe(true);
});

test('the page', async () => {
  const named = (side: Manifest[], index: number) =>
    side.map((each) => ({ ...each, metadata: { ...each.metadata, name: `${each.metadata.name}-${index}` } }));
  const [old, now] = [
    rows.flatMap((row, index) => named(row.old.manifests, index)),
    rows.flatMap((row, index) => named(row.now.manifests, index)),
  ];
  const page = await htmlOf(review(old, now), old, now);
  expect(page).toContain('(secret)');
  expect(
    shown(
      page,
      rows.flatMap((row) => [...row.old.secrets, ...row.now.secrets]),
    ),
  ).toEqual([]);
});

test('what is shown of an object is an object still', () => {
  for (const { now } of rows)
    for (const object of review([], now.manifests).objects)
      if (object.new !== undefined) expect(loadAll(toYaml([object.new]))).toEqual([object.new]);
});
