// What the schema allows and is wrong all the same, and the words for it.
import { renderText } from '../../render';
import { settingsProblems, settingsWarnings } from '../../settings/checks';
import { checkSettings, SettingsError, SettingsFile } from '../../settings/load';
import { settingsSchema } from '../../settings/schema';

const settings = (own: object) =>
  settingsSchema.parse({ url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' }, ...own });
const problems = (own: object) => settingsProblems(settings(own)).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('schedules', () => {
  const refused = (schedule: string) => problems({ retention: { schedule } });

  test.each([
    '* * * * *',
    '0-59 0-23 1-31 1-12 0-6',
    '*/15 0-12/2 1,15 jan-dec sun-sat',
    '0 0 31 DEC Sun',
    '5/10 0 1 jan mon',
    '0 0 1 1-jan 0',
  ])('taken: %s', (schedule) => expect(refused(schedule)).toEqual([]));

  test.each([
    ['60 0 1 1 0', '0 to 59 as minute, got "60"'],
    ['0 24 1 1 0', '0 to 23 as hour, got "24"'],
    ['0 0 0 1 0', '1 to 31 as day of the month, got "0"'],
    ['0 0 32 1 0', '1 to 31 as day of the month, got "32"'],
    ['0 0 1 0 0', '1 to 12 as month, got "0"'],
    ['0 0 1 13 0', '1 to 12 as month, got "13"'],
    ['0 0 1 mon 0', '1 to 12 as month, got "mon"'],
    ['0 0 1 jan-0 0', '1 to 12 as month, got "jan-0"'],
    ['0 0 1 1 8', '0 to 6 as day of the week, got "8"'],
    ['0 0 1 1 jan', '0 to 6 as day of the week, got "jan"'],
    ['0 0 1 feb-jan 0', '1 to 12 as month, got "feb-jan"'],
    ['0 0 1 1 sat-sun', '0 to 6 as day of the week, got "sat-sun"'],
    ['9-1 0 1 1 0', '0 to 59 as minute, got "9-1"'],
    ['1-2-3 0 1 1 0', '0 to 59 as minute, got "1-2-3"'],
    ['*/0 0 1 1 0', '0 to 59 as minute, got "*/0"'],
    ['*/ 0 1 1 0', '0 to 59 as minute, got "*/"'],
    ['*/1/2 0 1 1 0', '0 to 59 as minute, got "*/1/2"'],
    ['*/x 0 1 1 0', '0 to 59 as minute, got "*/x"'],
    ['/5 0 1 1 0', '0 to 59 as minute, got "/5"'],
    ['1,,2 0 1 1 0', '0 to 59 as minute, got "1,,2"'],
    ['1,60 0 1 1 0', '0 to 59 as minute, got "1,60"'],
    ['x1 0 1 1 0', '0 to 59 as minute, got "x1"'],
    ['1x 0 1 1 0', '0 to 59 as minute, got "1x"'],
  ])('refused: %s', (schedule, message) => expect(refused(schedule)).toEqual([`retention.schedule: expected ${message}`]));

  test('every field of each that is wrong is told', () =>
    expect(problems({ retention: { schedule: '60 24 1 1 1', vacuum: { schedule: '0 0 0 1 1' } } })).toEqual([
      'retention.schedule: expected 0 to 59 as minute, got "60"',
      'retention.schedule: expected 0 to 23 as hour, got "24"',
      'retention.vacuum.schedule: expected 1 to 31 as day of the month, got "0"',
    ]));
});

test.each([
  ['1.31', ['kubernetes.version: expected a version from 1.32 to 1.37, got "1.31"']],
  ['1.32', []],
  ['1.37', []],
  ['1.38', ['kubernetes.version: expected a version from 1.32 to 1.37, got "1.38"']],
])('Kubernetes %s', (version, expected) => expect(problems({ kubernetes: { version } })).toEqual(expected));

test.each([
  [{}, []],
  [{ username: 'a', password: { secret: 'a', key: 'b' } }, []],
  [{ username: 'a' }, ['mail.password: expected the Secret of the password of mail.username, got nothing']],
  [{ password: { secret: 'a', key: 'b' } }, ['mail.username: expected the user that mail.password belongs to, got nothing']],
])('mail with %j', (mail, expected) => expect(problems({ mail: { host: 'a', from: 'a@example.com', ...mail } })).toEqual(expected));

test.each([
  [{ backend: 'postgres' }, []],
  [{ backend: 's3', image: 'a:1' }, []],
  [{ backend: 's3' }, ['nodestore.image: expected an image of Sentry that has sentry_nodestore_s3, got nothing']],
  [{ backend: 'postgres', image: 'a:1' }, ['nodestore.image: expected no image with backend postgres, got "a:1"']],
])('event bodies by %j', (nodestore, expected) => expect(problems({ nodestore })).toEqual(expected));

test('variables have names, and hold no secret', () => {
  const of = (...names: string[]) => problems({ components: { web: { env: Object.fromEntries(names.map((name) => [name, 'x'])) } } });
  expect(of('A', '_a1')).toEqual([]);
  expect(of('1A', 'a-b', 'a b', 'A_PASSWORD')).toEqual([
    'components.web.env.1A: expected the name of a variable, got "1A"',
    'components.web.env.a-b: expected the name of a variable, got "a-b"',
    'components.web.env.a b: expected the name of a variable, got "a b"',
    'components.web.env.A_PASSWORD: expected a variable that is no secret, got "A_PASSWORD"; a patch can take its value from a Secret',
  ]);
});

test('plain HTTP is warned of at each address', () => {
  const warnings = (url: string, ingest: string) =>
    settingsWarnings(settings({ url, ingest: { url: ingest } })).filter(({ message }) => message.includes('http '));
  expect(warnings('https://a.example.com', 'https://b.example.com')).toEqual([]);
  expect(warnings('http://a.example.com', 'http://b.example.com')).toEqual([
    { path: ['url'], message: 'http sends passwords and events in clear' },
    { path: ['ingest', 'url'], message: 'http sends passwords and events in clear' },
  ]);
});

test.each([
  [{}, 1],
  [{ tlsSecret: 'a' }, 0],
  [{ certManager: { issuer: 'a' } }, 0],
  [{ gateway: { name: 'a' } }, 0],
])('https that nobody ends is warned of: %j', (ingress, count) => {
  const warnings = (own: object) => settingsWarnings(settings(own)).filter(({ message }) => message.includes('ends TLS'));
  expect(warnings({ ingress })).toHaveLength(count);
  expect(
    warnings({ ingress: { ...ingress, className: undefined, internal: { className: 'b', ...ingress } } }).map(({ path }) => path.join('.')),
  ).toEqual(count === 0 ? [] : ['ingress', 'ingress.internal']);
});

test('a name that every object of JavaScript has is unknown at any depth', () => {
  const at = (text: string) => {
    try {
      renderText(`url: https://a.example.com\ningest: { url: https://b.example.com }\n${text}`, 'f');
      return [];
    } catch (error) {
      return error instanceof SettingsError ? error.lines : [String(error)];
    }
  };
  expect(at('constructor: 1\n')).toEqual(['f:3:1: constructor: unknown setting "constructor"']);
  expect(at('components: { web: { env: { toString: x } } }\n')).toEqual([
    'f:3:29: components.web.env.toString: unknown setting "toString"',
  ]);
  expect(at('components:\n  web:\n    tolerations: [{ key: a, valueOf: b }]\n')).toContain(
    'f:5:29: components.web.tolerations.0.valueOf: unknown setting "valueOf"',
  );
});

describe('words for a wrong value', () => {
  const wrong = (text: string) => {
    try {
      checkSettings(new SettingsFile(`url: https://a.example.com\ningest: { url: https://b.example.com }\n${text}`, 'f'));
      return [];
    } catch (error) {
      return error instanceof SettingsError ? error.lines : [String(error)];
    }
  };

  test.each([
    ['retention: { days: 1.5 }', 'f:3:20: retention.days: expected a whole number from 1 to 3650, got 1.5'],
    ['retention: { days: x }', 'f:3:20: retention.days: expected a number from 1 to 3650, got "x"'],
    ['retention: { days: 0 }', 'f:3:20: retention.days: expected a number from 1 to 3650, got 0'],
    ['components: { web: { replicas: -1 } }', 'f:3:32: components.web.replicas: expected a number from 0 to 2147483647, got -1'],
    [
      'components: { web: { tolerations: [{ tolerationSeconds: x }] } }',
      'f:3:57: components.web.tolerations.0.tolerationSeconds: expected a number, got "x"',
    ],
    ['patches: [{ target: { kind: a, name: b }, patch: [5] }]', 'f:3:51: patches.0.patch.0: expected a mapping, got 5'],
    ['images: { overrides: { web: { tag: .1 } } }', 'f:3:36: images.overrides.web.tag: expected a text, got 0.1; put it in quotes'],
    ['images: { overrides: { web: { tag: -a } } }', 'f:3:36: images.overrides.web.tag: expected an image tag, got "-a"'],
    [
      'ingress: { gateway: { name: a, namespace: A } }',
      'f:3:43: ingress.gateway.namespace: expected a namespace of lower-case letters, digits and dashes, got "A"',
    ],
    ['components: []', 'f:3:13: components: expected a mapping, got an empty list'],
    ['components: [1]', 'f:3:13: components: expected a mapping, got a list'],
    ['components: 5', 'f:3:13: components: expected a mapping, got 5'],
    ['network: { dns: {} }', 'f:3:17: network.dns: expected a list, got a mapping'],
    ['kubernetes: { createNamespace: "true" }', 'f:3:32: kubernetes.createNamespace: expected true or false, got "true"'],
    ['size: smal', 'f:3:7: size: expected small or medium, got "smal", did you mean "small"?'],
    ['size: [small]', 'f:3:7: size: expected small or medium, got a list'],
    ['namespace: 5', 'f:3:12: namespace: expected a text, got 5; put it in quotes'],
    ['namespace: true', 'f:3:12: namespace: expected a text, got true; put it in quotes'],
    ['namespace: []', 'f:3:12: namespace: expected a text, got an empty list'],
    [`namespace: ${'a'.repeat(64)}`, 'f:3:12: namespace: expected at most 63 characters, got 64'],
    [`release: ${'x'.repeat(61)}`, `f:3:10: release: expected a release of three numbers, got "${'x'.repeat(57)}..."`],
    [`release: ${'x'.repeat(60)}`, `f:3:10: release: expected a release of three numbers, got "${'x'.repeat(60)}"`],
    ['mail: { from: a@example.com }', 'f:3:1: mail.host: expected a text (SMTP server), got nothing'],
  ])('%s', (text, line) => expect(wrong(`${text}\n`)).toEqual([line]));
});

test('of a list whose item cannot be read nothing more is told, since the others would be told in its place', () => {
  const patch = (name: string) => `  - { target: { kind: a, name: ${name} }, patch: [{ op: remove, path: /a }] }`;
  const lines = (first: string) => {
    const text = ['url: https://a.example.com', 'ingest: { url: https://b.example.com }', 'patches:', first, patch('b'), patch('x'), ''];
    try {
      checkSettings(new SettingsFile(text.join('\n'), 'f'), ({ patches }) =>
        patches.flatMap(({ target: { name } }, index) => (name === 'x' ? [{ path: ['patches', index], message: 'is x' }] : [])),
      );
      return [];
    } catch (error) {
      return error instanceof SettingsError ? error.lines : [String(error)];
    }
  };
  expect(lines('  - 5')).toEqual(['f:4:5: patches.0: expected a mapping, got 5']);
});
