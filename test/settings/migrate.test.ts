// Renamed settings: rewritten by migrate, and told by whatever else reads them.
import { UserError } from 'manifest-review/manifests';
import { renderText } from '../../render';
import { schemaAt, schemaDocument } from '../../settings/json-schema';
import { migrateSettings } from '../../settings/migrate';
import { explainRenames, type Rename, renames } from '../../settings/renames';

const table: readonly Rename[] = [
  { from: 'mail.user', to: 'mail.username', since: '0.2.0' },
  { from: 'components.*.copies', to: 'components.*.replicas', since: '0.2.0' },
  { from: 'days', to: 'retention.days', since: '0.3.0' },
];

const migrated = (text: string) => migrateSettings(text, 'sentry.yaml', table);

describe('a setting that has another name', () => {
  test('gets it where it stands, and nothing else of the file moves', () => {
    const text = `# ours
mail:
    host:   smtp.example.com   # two spaces more
    # who logs in
    "user": sentry # by name
    tls: starttls
components: { web: {copies: 2}, relay: { copies: 3 } } # as we like it
topics: {}
`;
    expect(migrated(text)).toEqual({
      text: text.replace('"user"', 'username').replaceAll('copies', 'replicas'),
      changes: [
        'mail.user is mail.username',
        'components.web.copies is components.web.replicas',
        'components.relay.copies is components.relay.replicas',
      ],
    });
  });

  test('moves with its comments', () => {
    expect(migrated('url: a\n# how long\ndays: 30 # a month\nsize: small # for now\n').text).toBe(
      'url: a\nsize: small # for now\nretention:\n  # how long\n  days: 30 # a month\n',
    );
    expect(migrated('retention:\n  schedule: x # at night\ndays: 30 # a month\n').text).toBe(
      'retention:\n  schedule: x # at night\n  days: 30 # a month\n',
    );
  });

  test('stays for its user to settle where both names are set', () => {
    expect(() => migrated('mail: { host: b,\n  user: a, username: b }\n')).toThrow(
      new UserError(['sentry.yaml:2:3: mail.user is mail.username now, and something stands there: keep one of them']),
    );
    expect(() => migrated('days: 3\nretention: none\n')).toThrow('sentry.yaml:1:1: days is retention.days now');
  });

  test('is told with the command that rewrites it', () => {
    (renames as Rename[]).push(...table);
    expect(() =>
      renderText(
        'url: https://a.example.com\ningest: { url: "https://b.example.com" }\nmail:\n  user: a\n  host: b\n  from: c@example.com\n',
        'f.yaml',
      ),
    ).toThrow('f.yaml:4:3: mail.user: unknown setting since 0.2.0: it is mail.username now; cdk8s-sentry migrate rewrites it');
    (renames as Rename[]).splice(-table.length);
  });

  test('is told by what the problem is, whatever its words are', () => {
    (renames as Rename[]).push(...table);
    const [path, other] = [['mail', 'user'], 'unknown words of a value'];
    const told = explainRenames([
      { path, kind: 'unknown', message: 'no such name' },
      { path, message: other },
    ]);
    (renames as Rename[]).splice(-table.length);
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('it is mail.username now'), other]);
  });

  test('is not meant by what is wrong with a setting that has the name again', () => {
    (renames as Rename[]).push(...table);
    const problem = { path: ['days'], message: 'expected a number, got "x"' };
    expect(explainRenames([problem])).toEqual([problem]);
    (renames as Rename[]).splice(-table.length);
  });
});

test('a file without old names stays byte for byte as it was', () => {
  const text = 'a:   [1,2]\n\n\n# end';
  expect(migrated(text)).toEqual({ text, changes: [] });
  expect(migrated('')).toEqual({ text: '', changes: [] });
});

test.each([
  ['a: [1\n', /^f\.yaml:\d+:\d+: not valid YAML: /],
  ['- a\n', 'f.yaml:1:1: expected a mapping of settings'],
])('%j is refused', (text, message) => {
  expect(() => migrateSettings(text, 'f.yaml', table)).toThrow(message);
});

test('every new name is a setting, and no old one is', () => {
  const schema = schemaDocument();
  for (const { from, to } of renames) {
    expect([to, schemaAt(schema, to.split('.')) !== undefined]).toEqual([to, true]);
    expect([from, schemaAt(schema, from.split('.'))]).toEqual([from, undefined]);
  }
});
