// Kinds of values: what each takes and refuses.
import type { z } from 'zod';
import { images } from '../../settings/schema/images';
import { cron, dnsLabel, dnsName, image, isNetwork, origin, quantity, registry, secretKey } from '../../settings/schema/values';

const long = (length: number) => 'a'.repeat(length);
const hash = '0'.repeat(64);
const overriding = (key: 'tag' | 'digest') => ({
  safeParse: (value: string) => images.safeParse({ overrides: { web: { [key]: value } } }),
});
const key = { safeParse: (value: string) => secretKey.safeParse({ secret: 'a', key: value }) };

const kinds: readonly [string, Pick<z.ZodType, 'safeParse'> | ReturnType<typeof overriding>, readonly string[], readonly string[]][] = [
  ['a label', dnsLabel('x'), ['a', '0', 'a-b', long(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', long(64)]],
  ['a name', dnsName('x'), ['a', 'a.b', 'a-b.0', 'a.b.c'], ['', '.a', 'a.', 'a..b', '-a.b', 'a-.b', 'A.b', 'a/b', long(254)]],
  [
    'an origin',
    origin('x'),
    ['https://a', 'http://a.example.com', 'https://a-b.c:8443', 'https://0a:1'],
    [
      'a',
      'ftp://a',
      'xhttps://a',
      'https://',
      'https://A',
      'https://a/',
      'https://a/b',
      'https://-a',
      'https://a.',
      'https://a:',
      'https://a:123456',
      'https://a:x',
      'https:/a',
    ],
  ],
  ['a schedule', cron, ['0 0 * * *', '*/5 1-2 a,b x 0'], ['', '0 0 * *', '0 0 * * * *', '0  0 * * *', ' 0 0 * * *', '0 0 * * * ']],
  ['a quantity', quantity, ['1', '0.5', '500m', '2Gi', '1e3'], ['', '-1', '1GB', 'Gi', '1 Gi', 'x1', '1x']],
  ['a key', key, ['a', 'A.b-c_0'], ['', 'a b', 'a/b', 'a:']],
  [
    'a registry',
    registry,
    ['localhost', 'localhost/a', 'localhost:5000', 'r.example.com', 'r:5000/a/b_c-d.e', '0.a'],
    [
      'r',
      'r/a',
      'localhosts',
      'https://r.example.com',
      'R.example.com',
      '.a',
      'a.',
      'a.b/',
      'a.b//c',
      'a.b/C',
      'a.b:x',
      'a.b:',
      'a:1:2',
      '-a.b',
      'a.b c',
      'a_b.c',
    ],
  ],
  [
    'an image',
    image,
    [
      'a:1',
      'a/b:1',
      'a.b-c__d:1',
      'Registry.example.com:5000/a/b:v1.0-x_y',
      `a@sha256:${hash}`,
      `a:1@sha256:${hash}`,
      `a:${long(128)}`,
      'a/b/c:_',
    ],
    [
      '',
      'a',
      'a:',
      'A:1',
      'a/B:1',
      'a:.1',
      'a:-1',
      `a:${long(129)}`,
      'a@sha256:0',
      `a@sha256:${hash}0`,
      `a@md5:${hash}`,
      'a b:1',
      'a:1 ',
      ' a:1',
      '.a:1',
      'a.:1',
      'a//b:1',
      'r:x/a:1',
      'R.:1',
    ],
  ],
  ['a tag', overriding('tag'), ['1', 'v1.0-x_y', '_', long(128)], ['', '.1', '-1', 'a b', 'a:', long(129)]],
  [
    'a digest',
    overriding('digest'),
    [`sha256:${hash}`, `sha256:${'af09'.repeat(16)}`],
    ['', hash, `sha256:${hash}0`, `sha256:${hash.slice(1)}`, `sha256:${'g'.repeat(64)}`, `xsha256:${hash}`],
  ],
];

describe.each(kinds)('%s', (_what, schema, good, bad) => {
  test.each(good)('%j', (value) => expect(schema.safeParse(value).success).toBe(true));
  test.each(bad)('not %j', (value) => expect(schema.safeParse(value).success).toBe(false));
});

describe('a network', () => {
  test.each(['10.0.0.0/8', '0.0.0.0/0', '10.96.0.10/32', '::/0', 'fc00::/7', '::1/128', 'fd00::1/112'])('%s', (text) =>
    expect(isNetwork(text)).toBe(true),
  );
  test.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/99',
    '::/129',
    '::1',
    'a/8',
    '/8',
    '10.0.0/8',
    '10.0.0.0/8/8',
    'x10.0.0.0/8',
    '10.0.0.0/8x',
    '10.0.0.0/-1',
    '10.0.0.0/0008',
  ])('not %j', (text) => expect(isNetwork(text)).toBe(false));
});
