// Names and values that would like to be more than text.
import { jsonOf, markdownOf, review, textOf } from '../../../index';
import type { Manifest } from '../../../manifests';
import { configMap, deployment } from '../../support/pairs/objects';

const hostile = [
  '@octocat',
  '[x](https://evil.example.com)',
  '![x](https://evil.example.com/p.png)',
  '<img src=x onerror=alert(1)>',
  '`` @octocat ``',
  '` <b>x</b>',
  'a `` b ` c ``` @octocat',
  'www.evil.example.com',
  'https://evil.example.com',
  'owner/repo#1',
  '\u001b[2J\u001b]8;;https://evil.example.com\u0007x',
  '\u009b31m',
  'x\n# Title\n- @octocat',
  'x\r@octocat',
  'a\u2028b\u202ec',
  '*a* _b_ ~~c~~',
];

const reviewOf = (text: string) => {
  const label = { 'app.kubernetes.io/component': text };
  const side = (image: string, value: string): Manifest[] => [
    deployment({
      name: text,
      image: `${image}${text}`,
      metadata: { labels: label, annotations: { [text]: value } },
      container: { env: [{ name: text, value }] },
    }),
    configMap({ [text]: value }, { metadata: { labels: label } }, text),
    { apiVersion: `${text}.example.com/v1`, kind: text, metadata: { name: text }, spec: { [text]: value } } as Manifest,
  ];
  return review(side('a:1', `1 ${text}`), side('a:2', `2 ${text}`), { oldName: text, newName: text });
};

/** Markdown without what is code, by the rule that as many backticks end it as begin it. */
const outsideCode = (text: string): string => text.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');

test.each(hostile)('%j in a comment', (text) => {
  const rest = outsideCode(markdownOf(reviewOf(text)).replace(/\\`/g, '')).replaceAll(/<\/?(details|summary|br)>/g, '');
  for (const forbidden of [/@octocat/, /(?<!\\)\]\(/, /</, /:\/\//, /www\./, /repo#1/, /(?<!\\)[*_](?=[abc][*_])/, /^# Title/m, /^- @/m])
    expect(rest.replace(/\*\*[A-Z][a-zA-Z ]+\*\*/g, '')).not.toMatch(forbidden);
});

test.each(hostile)('%j on a terminal', (text) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/;
  for (const written of [textOf(reviewOf(text)), markdownOf(reviewOf(text)), jsonOf(reviewOf(text)).replaceAll('\u202e', '')])
    expect(written).not.toMatch(control);
  expect(textOf(reviewOf(text))).not.toMatch(/^(# Title|- @)/m);
});
