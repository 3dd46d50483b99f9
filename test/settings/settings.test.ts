// Files of settings, right, wrong and mutilated; and the pages that are generated from them.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { renderText } from '../../render';
import { root } from '../../root';
import { supportedKubernetes } from '../../settings/checks';
import { checkSettings, SettingsError, SettingsFile } from '../../settings/load';
import { locator } from '../../settings/positions';
import { settingsSchema } from '../../settings/schema';
import { nearest, unknownMessage } from '../../settings/suggest';
import { generatedFiles } from '../../tools/generated';
import { badSettings } from '../support/bad-settings';
import { exampleText, scenarioNames } from '../support/scenarios';

const loadSettings = (text: string, file: string) => checkSettings(new SettingsFile(text, file));

const head = 'url: https://sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n';

const linesOf = (text: string): readonly string[] => {
  try {
    renderText(text, 'sentry.yaml');
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.lines;
    throw error;
  }
};

describe('wrong settings', () => {
  test.each(badSettings)('$name', ({ yaml, whole, lines }) => {
    expect(linesOf(whole ?? `${head}${yaml}`)).toEqual(lines);
  });

  test('each gives at least one line with file, line and column', () => {
    expect(badSettings.length).toBeGreaterThanOrEqual(60);
    expect(badSettings.flatMap(({ lines }) => lines).filter((line) => !/^sentry\.yaml:\d+:\d+: /.test(line))).toEqual([]);
    expect(badSettings.filter(({ lines }) => lines.length === 0)).toEqual([]);
  });
});

describe('allowed settings', () => {
  const warnings = (text: string) => loadSettings(`${head}${text}`, 'sentry.yaml').warnings;

  test('everything but the two addresses has a default', () => {
    const { settings } = loadSettings(head, 'sentry.yaml');
    expect([settings.instance, settings.namespace, settings.profile, settings.size, settings.retention.days]).toEqual([
      'sentry',
      'sentry',
      'errors-only',
      'small',
      90,
    ]);
  });

  test.each(['localhost:5000', 'localhost/a', 'registry:5000/team', 'r.example.com', 'index.docker.io'])('a registry: %s', (registry) => {
    expect(loadSettings(`${head}images: { registry: ${registry} }\n`, 'f').settings.images.registry).toBe(registry);
  });

  test.each(['sentry:1', 'localhost:5000/a_b/c-d:v1', 'Registry/a:1', `docker.io/a@sha256:${'0'.repeat(64)}`])('an image: %s', (image) => {
    expect(loadSettings(`${head}nodestore: { backend: s3, image: "${image}" }\n`, 'f').settings.nodestore.image).toBe(image);
  });

  const onlyStore =
    'sentry.yaml:2:1: warning: ingest.endpoints: store alone is open, so events of current SDKs are refused: they send to envelope; see docs/edge.md';

  test('store alone is warned of, once', () => {
    const of = (endpoints: string) =>
      loadSettings(`url: https://a.example.com\ningest: { url: https://b.example.com, endpoints: [${endpoints}] }\n`, 'f').warnings.filter(
        (line) => line.includes('ingest.endpoints'),
      );
    expect(of('store')).toEqual([onlyStore.replace('sentry.yaml:2:1', 'f:2:50')]);
    expect(of('store, store')).toHaveLength(1);
    expect(of('store, envelope')).toEqual([]);
    expect(of('envelope')).toEqual([]);
  });

  test('a full vacuum is warned of', () => {
    expect(warnings('ingress: { tlsSecret: a }\nmail: { host: a, from: a@example.com }\nretention: { vacuum: { full: true } }\n')).toEqual([
      'sentry.yaml:5:30: warning: retention.vacuum.full: VACUUM FULL locks each table while it is rewritten, and needs its size again on disk',
      onlyStore,
    ]);
  });

  test('no mail and no TLS are warned of', () => {
    expect(warnings('').map((line) => line.replace(/^.*warning: /, ''))).toEqual([
      'mail: absent, so mail is written to the log of the pod that sends it',
      onlyStore.replace(/^.*warning: /, ''),
      'ingress: https://sentry.example.com needs tlsSecret or certManager, unless something before the Ingress ends TLS',
    ]);
  });

  test('a byte order mark, Windows line ends, anchors and flow style are read', () => {
    const text = '\uFEFFurl: &u https://a.example.com\r\ningest: {url: "https://b.example.com"}\r\nadmin: {email: a@example.com}\r\n';
    expect(loadSettings(text, 'f').settings.ingest.url).toBe('https://b.example.com');
  });
});

describe('positions', () => {
  const locate = locator('a: 1\n"b c":\n  - x\n  - { d: "e" }\nf: &g\n  h: 2\ni: *g\n');

  test.each([
    [['a'], 'key', '1:1'],
    [['a'], 'value', '1:4'],
    [['b c'], 'key', '2:1'],
    [['b c', 1, 'd'], 'value', '4:10'],
    [['b c', 1, 'd'], 'key', '4:7'],
    [['b c', 1, 'missing'], 'key', '4:5'],
    [['f', 'h'], 'value', '6:6'],
    [['i', 'h'], 'value', '7:1'],
    [['nowhere'], 'key', '1:1'],
  ] as const)('%j %s', (place, what, expected) => {
    const { line, column } = locate(place, what);
    expect(`${line}:${column}`).toBe(expected);
  });
});

describe('suggestions', () => {
  test.each([
    ['wbe', 'web'],
    ['ingest-event', 'ingest-events'],
    ['mysql', undefined],
    ['x'.repeat(1000), undefined],
  ])('%s', (found, expected) => {
    expect(nearest(found, ['web', 'relay', 'ingest-events'])).toBe(expected);
  });

  test('few known names are listed', () => {
    expect(unknownMessage('size', 'huge', ['small', 'medium'])).toBe('unknown size "huge", expected one of small, medium');
  });
});

test('the README says which versions of Kubernetes are supported', () => {
  const { oldest, newest } = supportedKubernetes;
  expect(readFileSync(path.join(root, 'README.md'), 'utf8')).toContain(`Kubernetes: ${oldest} to ${newest}.`);
});

test('the README and the setting name the same node for size small', () => {
  const node = /one node of \d+ CPUs and \d+ GiB/i;
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  expect(settingsSchema.shape.size.description).toMatch(node);
  expect(settingsSchema.shape.size.description?.match(node)?.[0].toLowerCase()).toBe(readme.match(node)?.[0].toLowerCase());
});

test.each(Object.entries(generatedFiles))('%s is what npm run docs writes', async (file, make) => {
  expect(readFileSync(path.join(root, file), 'utf8')).toBe(await make());
});

/** Whatever is done to a valid file, it is rendered or refused with places; never anything else. */
describe('mutations of valid settings', () => {
  const texts = scenarioNames.map(exampleText);
  const scraps = [
    '',
    'null',
    '[]',
    '{}',
    '-1',
    '1e99',
    '"',
    "'",
    '*a',
    '&a b',
    '!!binary x',
    '\t',
    '---',
    '__proto__: 1',
    'constructor',
    '💥',
    '<<: *a',
    '0x1F',
    '.inf',
    'true',
    '2026-01-01',
    'a: b: c',
    '? x',
    '|',
    '%YAML 9.9',
  ];

  const mutation = fc.record({
    text: fc.constantFrom(...texts),
    line: fc.nat(60),
    kind: fc.constantFrom('value', 'delete', 'duplicate', 'indent', 'insert', 'cut', 'rename'),
    scrap: fc.oneof(fc.constantFrom(...scraps), fc.string({ maxLength: 20 })),
  });

  const mutate = (text: string, { line, kind, scrap }: { line: number; kind: string; scrap: string }): string => {
    const rows = text.split('\n');
    const at = line % rows.length;
    const row = rows[at] ?? '';
    const changed: Record<string, string[]> = {
      value: [row.replace(/: .*/, `: ${scrap}`)],
      delete: [],
      duplicate: [row, row],
      indent: [`  ${row}`],
      insert: [row, scrap],
      cut: [row.slice(0, scrap.length)],
      rename: [row.replace(/\w+(?=:)/, scrap)],
    };
    return [...rows.slice(0, at), ...(changed[kind] ?? []), ...rows.slice(at + 1)].join('\n');
  };

  test('2,000 of them', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutation, fc.array(mutation, { maxLength: 2 }), (first, more) => {
        const text = [first, ...more].reduce((current, change) => mutate(current, change), first.text);
        const lines = linesOf(text);
        if (lines.length > 0) refused += 1;
        expect(lines.filter((line) => !/^sentry\.yaml:\d+:\d+: \S/.test(line) || line.includes('\n'))).toEqual([]);
      }),
      { numRuns: 2000, seed: 20260817 },
    );
    // A test that refuses everything, or nothing, would prove little.
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(1900);
  });
});
