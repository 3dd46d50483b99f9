// Upstream's files to the data of a release: each syntax that upstream has used, and what stops the import.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Compose's variables
import { importRelease } from '../../releases/import/import';
import { readPython } from '../../releases/import/python';
import { flatten } from '../../releases/import/setting';
import { inMemory } from '../support/in-memory';
import { upstream } from '../support/upstream';

type Files = Readonly<Record<string, string | undefined>>;

const imported = (files: Files = {}, tag = '1.2.3') => importRelease(tag, inMemory({ ...upstream, ...files }));

const compose = (service: string): Files => ({
  '.env': '',
  'docker-compose.yml': `services:\n  one: { image: one, ${service} }\n`,
});

const one = (service: string, env = '') => imported({ ...compose(service), '.env': env }).release.services['one'];

describe('services', () => {
  test('keep the order of the compose file, take what anchors and merge keys give, and what they state themselves first', () => {
    const { services } = imported().release;
    expect(Object.keys(services)).toEqual(['web', 'cron', 'store', 'nginx', 'relay']);
    expect(services['web']).toEqual({
      image: 'example.com/app:1.2.3',
      command: ['run', 'web'],
      environment: { COMPOSE_PROFILES: 'full', UNSET: null, RATIO: '0.3', QUOTED: 'a b', BLANK: '' },
      dependsOn: {},
      healthcheck: { test: ['CMD-SHELL', 'true'], intervalSeconds: 30, timeoutSeconds: 90, retries: 3, startPeriodSeconds: 7200.5 },
      volumes: [],
    });
  });

  test('an image that is built on the machine is what its Dockerfile starts from, through another such image too', () => {
    const cron = imported().release.services['cron'];
    expect(cron?.image).toBe('example.com/app:1.2.3');
    expect(cron?.entrypoint).toEqual(['/entrypoint.sh']);
    expect(cron?.command).toEqual(['0 0 * * * clean --days 90', '--name', 'its']);
  });

  test('both syntaxes of volumes, conditions, profiles and limits', () => {
    expect(imported().release.services['store']).toEqual({
      image: 'store:5@sha256:abc',
      environment: {},
      profiles: ['full'],
      dependsOn: { web: 'service_healthy', cron: 'service_started' },
      volumes: [
        { source: 'data', target: '/data' },
        { source: './symbolicator', target: '/conf', readOnly: true },
        { source: './relay', target: '/etc/relay', readOnly: true },
      ],
      shmSize: '256m',
      nofile: 10,
    });
  });

  test.each([
    ['$A', 'a'],
    ['${A}${A}', 'aa'],
    ['${NONE:-b}', 'b'],
    ['${EMPTY:-b}', 'b'],
    ['${EMPTY-b}', ''],
    ['${A-b}', 'a'],
    ['$$A', '$A'],
    ['${HOME-}', ''],
  ])('%s becomes "%s", from .env and nothing else', (text, expected) => {
    expect(one(`environment: { V: "${text}", A: "$A$EMPTY" }`, 'A=a\nEMPTY=')?.environment).toEqual({ V: expected, A: 'a' });
  });

  test('values of .env: quotes and comments are no part of them', () => {
    const environment = one(
      'environment: [QUOTED, HASH, LAST, HOME, GIVEN=x=y]',
      'QUOTED="a b" # why\nHASH=a#b # why\r\nexport LAST=c\r\n',
    )?.environment;
    expect(environment).toEqual({ QUOTED: 'a b', HASH: 'a#b', LAST: 'c', HOME: null, GIVEN: 'x=y' });
  });

  test.each([
    [`run  --a=1 'b  c' "d \\" e"f`, ['run', '--a=1', 'b  c', 'd " ef']],
    ['a\\ b ""', ['a b', '']],
    ['', []],
  ])('command %s', (command, expected) => {
    expect(one(`command: ${JSON.stringify(command)}`)?.command).toEqual(expected);
  });

  test.each([
    ['healthcheck: { test: t, interval: 90 }', '2:46: services.one.healthcheck.interval: expected a duration such as 1m30s, got "90"'],
    ['command: "a | b"', '2:22: services.one.command: expected a command of words and closed quotes, got "a | b"'],
    [`command: "a 'b"`, `2:22: services.one.command: expected a command of words and closed quotes, got "a 'b"`],
    ['volumes: ["/data"]', '2:32: services.one.volumes.0: expected a volume as source:target or source:target:ro, got "/data"'],
    ['volumes: [{ target: /data }]', '2:32: services.one.volumes.0: expected a volume with source and target, got {"target":"/data"}'],
    ['command: "${A}"', '2:22: services.one.command: expected a value of A in .env, or a default, got none'],
  ])('%s is refused', (service, message) => {
    expect(() => one(service)).toThrow(new Error(`docker-compose.yml:${message}`));
  });

  test.each([
    ['A', 'A'],
    ['A=$B', 'A=$B'],
    ['A="${B}"', 'A="${B}"'],
    ['A="\\n"', 'A="\\n"'],
    ['A="b', 'A="b'],
    ['A: b', 'A: b'],
  ])('line %s of .env is refused', (line, got) => {
    expect(() => one('command: $A', `# why\n${line}\n`)).toThrow(
      new Error(`.env:2:1: expected NAME=value without $, got ${JSON.stringify(got)}`),
    );
  });

  test.each<[string, Files, string]>([
    [
      'an unknown form of variable',
      compose('command: "${A:?no}"'),
      'docker-compose.yml:2:22: services.one.command: expected $NAME, ${NAME}, ${NAME:-default} or $$, got "${A:?no}"',
    ],
    [
      'wrong YAML',
      { 'docker-compose.yml': 'a: [' },
      'docker-compose.yml: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5',
    ],
    ['no services', { 'docker-compose.yml': 'x-a: 1' }, 'docker-compose.yml:1:1: expected services, got none'],
    ['no image', { 'docker-compose.yml': 'services: { a: {} }' }, 'docker-compose.yml:1:13: services.a: expected an image, got none'],
    [
      'no base',
      { 'sentry/Dockerfile': 'ARG APP_IMAGE' },
      'docker-compose.yml:11:3: services.web.build: sentry/Dockerfile: expected FROM to name an image, got none',
    ],
    [
      'a circle',
      { 'cron/Dockerfile': 'ARG BASE_IMAGE\nFROM cron-local' },
      'docker-compose.yml:34:5: services.cron.build: expected cron-local to be built from another image, got itself',
    ],
    ['no flags', { 'sentry/sentry.conf.example.py': 'A = 1' }, 'sentry/sentry.conf.example.py: expected feature flags, got none'],
    [
      'wrong XML',
      { 'clickhouse/config.xml': '<clickhouse>\n<b></clickhouse>' },
      "clickhouse/config.xml:2:4: Expected closing tag 'b' (opened in line 2, col 1) instead of closing tag 'clickhouse'.",
    ],
    ['no settings', { 'clickhouse/config.xml': '<clickhouse/>' }, 'clickhouse/config.xml: expected settings, got none'],
    [
      'no compose file',
      { 'docker-compose.yml': undefined },
      "docker-compose.yml: expected this file in upstream's repository at 1.2.3, got none",
    ],
  ])('%s is an error of one line', (_what, files, message) => {
    expect(() => imported(files)).toThrow(new Error(message));
  });
});

test('flags, in single statements and in the update', () => {
  expect(imported().release.features).toEqual({ 'projects:samples': false, 'organizations:one': true, 'organizations:two': true });
});

test('ClickHouse settings by path', () => {
  expect(imported().release.clickhouse).toEqual({
    ratio: '${RATIO}',
    query_log: null,
    'logger@replace': '1',
    'logger.level': 'warning',
  });
});

describe('settings', () => {
  const settings = (files: Files = {}) => imported(files).release.settings;

  const python = (text: string) => flatten(readPython('sentry.conf.py', text).settings);

  test('YAML by dotted path, lists by index', () => {
    expect(settings()['sentry/config.example.yml']).toEqual({ 'mail.host': 'smtp', 'files.options.path': '/data' });
    expect(settings()['relay/config.example.yml']).toEqual({ 'relay.port': 3000, 'list.0.name': 'a', 'list.0.value': 1, nothing: null });
  });

  test('directives of nginx by block, of Redis by line, and the users of ClickHouse', () => {
    expect(settings()['nginx.conf']).toEqual({
      user: 'nginx',
      'http.log_format': 'main \'$a; {\' "b"',
      'http.set_real_ip_from 10.0.0.0/8': '',
      'http.proxy_set_header Host': '$host',
      'http.server.location ~ ^/api/[1-9]\\d*/.proxy_pass': 'http://relay',
    });
    expect(settings()['redis.conf']).toEqual({ maxmemory: '0', save: '60 1' });
    expect(settings()['clickhouse/default-password.xml']).toEqual({ 'users.default.password': '' });
  });

  test('flags are features, not settings', () => {
    expect(settings()['sentry/sentry.conf.example.py']).toEqual({ 'OTHER.0': 'organizations:none' });
  });

  test.each<[string, Record<string, unknown>]>([
    ['A = "x#y" # why', { A: 'x#y' }],
    ["A = 'it\\'s'", { A: "it's" }],
    ['A = -1.5', { A: -1.5 }],
    ['A = None', { A: null }],
    ['A = ("x")', { A: 'x' }],
    ['A = ("x",)', { 'A.0': 'x' }],
    ['A = {}', { A: {} }],
    [
      'A: dict[str, Any] = {\n  "b": {0: [True, "c:d"]},  # why\n  "e": env("F"),\n}',
      { 'A.b.0.0': true, 'A.b.0.1': 'c:d', 'A.e': '(computed)' },
    ],
    ['A["b.c"] = 1', { 'A.b.c': 1 }],
    ['A = {"b": 1}\nC = {"d": A}\nE["f"] = A', { 'A.b': 1, 'C.d.b': 1, 'E.f.b': 1 }],
    ['A = int(env("B", "90"))', { A: '(computed)' }],
    ['A = f"x"', { A: '(computed)' }],
    ['A = "%s" % B', { A: '(computed)' }],
    ['A = [1] + [2]', { A: '(computed)' }],
    ['A = 1\nif env("X"):\n    A = 2\n    b = 3', { A: 2 }],
    ['def f():\n    """A = 1"""\n    return 1', {}],
    ['# A = 1', {}],
  ])('Python: %s', (text, expected) => {
    expect(python(text)).toEqual(expected);
  });

  test.each([
    ['A.update({"b": 1})', '2:1: A.update({"b"', '1})'],
    ['A += [1]', '2:1: A', '+= [1]'],
    ['A = B = 1\nC.d = 2', '2:1: A', 'B = 1'],
    ['A = {\n  "b": int(\n    env("F", "a  b")) # why\n}', '2:1: A.b', 'int( env("F", "a  b"))'],
    ['# why\n\nif A: B = 1', '4:1: if', 'A: B = 1'],
    ['if A:\n    B = 1 # why\n\n    C.d()', '2:1: if A', '    B = 1\n    C.d()'],
  ])('whatever else it does stops the import: %s', (text, place, code) => {
    const message = expect.stringMatching(/: expected a rule in releases\/import\/ignored\.json .+ or as [0-9a-f]{40}, got /);
    try {
      settings({ 'sentry/sentry.conf.example.py': `SENTRY_FEATURES["a:b"] = True\n${text}\n` });
    } catch (error) {
      expect(error).toMatchObject({ name: 'ImportError', message });
      const [, at, got] = /^sentry\/sentry\.conf\.example\.py:(.+): expected a rule.+, got (.+)$/.exec((error as Error).message) ?? [];
      expect([at, got]).toEqual([place, JSON.stringify(code)]);
    }
    expect.assertions(2);
  });

  test('a block that does not end stops the import', () => {
    expect(() => settings({ 'nginx.conf': 'http { a b;' })).toThrow(
      new Error('nginx.conf: expected the end of http, got the end of the file'),
    );
  });
});

test('a topic that only the release names is added without configuration, with a warning', () => {
  const { release, warnings } = imported(compose('command: "x --raw-events-topic from-argv --commit-log-topic=log-topic"'));
  const topics = warnings.filter((warning) => warning.startsWith('topic '));
  expect(topics.map((warning) => warning.split(' ')[1])).toEqual(['brand-new', 'from-argv', 'log-topic']);
  expect(release.topics['from-argv']).toEqual({ config: {} });
  expect(release.topics['events']?.config['retention.ms']).toBe('86400000');
  expect(release.topics['ingest-events']).toEqual({ config: {} });
  expect(Object.keys(release.topics)).toEqual(Object.keys(release.topics).sort());
});

test('what is known of an image is recorded by its name, whatever registry and tag; of another there is a warning', () => {
  const image = (reference: string) => imported({ '.env': '', 'docker-compose.yml': `services:\n  one: { image: "${reference}" }\n` });
  expect(image('ghcr.io/getsentry/snuba:26.8.0').release.images).toEqual({
    snuba: { entrypoint: ['./docker_entrypoint.sh'], command: ['api'], architectures: ['amd64', 'arm64'] },
  });
  expect(image('mirror.example.com/a/launchpad@sha256:abc').release.images['launchpad']?.architectures).toEqual(['amd64']);
  const { release, warnings } = image('example.com/unknown:1');
  expect(release.images).toEqual({});
  expect(warnings).toContain('image unknown is not in releases/images.json: its default arguments and its architectures are not known');
});

test('a release without taskbroker/config.yml has no such settings', () => {
  expect(imported().release.taskbroker).toEqual({
    kafka_topics: {
      events: { cluster: 'default', consumer_group: 'a' },
      'brand-new': { cluster: 'default', consumer_group: 'a' },
    },
  });
  expect('taskbroker' in imported({ 'taskbroker/config.yml': undefined }).release).toBe(false);
});

describe('refusals', () => {
  test.each(['example.com/app:nightly', 'example.com:5000/app:latest', 'example.com:5000/app'])('own image %s', (image) => {
    expect(() => imported({ '.env': `APP_IMAGE=${image}\nWAIT=1s\nBLANK=` })).toThrow(
      `1.2.3 is refused: service web runs ${image}, which is not the same image`,
    );
  });

  test('an image that upstream does not version itself may have no tag', () => {
    expect(one('profiles: [a]')?.image).toBe('one');
  });

  test.each(['26.2.0', '26.4.0'])('%s, with its reason', (tag) => {
    expect(() => imported({}, tag)).toThrow(new RegExp(`^${tag} is refused: .+; take 26\\.\\d\\.\\d or later$`));
  });
});
