// Changes that upstream may make: each is imported rightly, or stops the import.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Compose's variables

import { isOurs } from '../../commands/own-settings';
import { importRelease } from '../../releases/import/import';
import { loadRelease, nearestRelease } from '../../releases/load';
import { releaseProblems } from '../../topology/release-problems';
import { settingProblems } from '../../topology/setting-problems';
import { inMemory } from '../support/in-memory';
import { upstreamOf } from '../support/upstream-of';

const version = '26.8.0';
const baseline = loadRelease(version);
const original = upstreamOf(baseline);

type Files = Record<string, string | undefined>;

/** Lines of what stopped it; nothing when it was imported. */
const outcome = (files: Files) => {
  try {
    const { release, place } = importRelease(version, inMemory(files));
    const problems = [...releaseProblems(release).problems, ...settingProblems(release, loadRelease(nearestRelease(version)), isOurs)];
    return { release, stopped: problems.map(({ path, message }) => `${place(path)}: ${message}`).join('\n') };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImportError') throw error;
    return { stopped: error.message };
  }
};

const compose = 'docker-compose.yml';

/** Puts lines below the name of a service. */
const into = (service: string, ...lines: string[]) =>
  replacing(compose, `\n  ${service}:\n`, `\n  ${service}:\n${lines.map((line) => `    ${line}\n`).join('')}`);

/** Takes the first of this text, which must be there, for another. */
const replacing =
  (file: string, from: string, to: string) =>
  (files: Files): Files => {
    const text = files[file] ?? '';
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    return { ...files, [file]: text.replace(from, () => to) };
  };

/** Adds lines at the end of a file. */
const adding =
  (file: string, ...lines: string[]) =>
  (files: Files): Files => ({ ...files, [file]: `${files[file]}${lines.join('\n')}\n` });

/** Puts a service before the first. */
const service = (name: string, ...lines: string[]) =>
  replacing(compose, '\nservices:\n', `\nservices:\n  ${name}:\n${lines.map((line) => `    ${line}\n`).join('')}`);

const without =
  (name: string) =>
  (files: Files): Files => ({
    ...files,
    [compose]: (files[compose] ?? '').replace(new RegExp(`\\n  ${name}:\\n(?:    .*\\n)+`), '\n'),
  });

const variable =
  (owner: string, line: string) =>
  (files: Files): Files => ({
    ...files,
    [compose]: (files[compose] ?? '').replace(new RegExp(`(\\n  ${owner}:\\n(?:    .*\\n)*?    environment:\\n)`), `$1      ${line}\n`),
  });

const own = (name: string) => `image: ghcr.io/getsentry/${name}:${version}`;

const stops: readonly (readonly [what: string, change: (files: Files) => Files, message: RegExp])[] = [
  ['extends', into('vroom', 'extends: web'), /^docker-compose\.yml:\d+:5: services\.vroom\.extends: expected .+, got extends: "web"$/],
  ['extends.file', into('vroom', 'extends: { file: other.yml, service: web }'), /services\.vroom\.extends/],
  ['include', replacing(compose, '\nservices:', '\ninclude: [other.yml]\nservices:'), /:\d+:1: include: /],
  [
    'renamed-file',
    (files) => ({ ...files, [compose]: undefined, 'compose.yaml': files[compose] }),
    /^docker-compose\.yml: expected this file/,
  ],
  ['profiles-empty', replacing(compose, 'profiles: ["feature-complete"]', 'profiles: []'), /\.profiles: expected the name of a profile/],
  ['profiles-string', replacing(compose, 'profiles: ["feature-complete"]', 'profiles: feature-complete'), /\.profiles: expected a list/],
  [
    'profiles-new',
    replacing(compose, 'profiles: ["feature-complete"]', 'profiles: [profiling]'),
    /\.profiles.*: expected errors-only or feature-complete, got profiling/,
  ],
  ['dup-key', service('vroom', own('vroom')), /Map keys must be unique at line \d+/],
  ['tag-reset', into('vroom', 'user: !reset 1'), /Unresolved tag: !reset at line \d+/],
  ...[
    'env_file: x.env',
    'secrets: [a]',
    'configs: [a]',
    'user: "1234"',
    'working_dir: /x',
    'stop_signal: SIGQUIT',
    'stop_grace_period: 10m',
    'deploy: { replicas: 3 }',
    'scale: 3',
    'tmpfs: /x',
    'hostname: broker',
    'container_name: broker',
    'links: ["snuba-api:snuba"]',
    'networks: { default: { aliases: [broker] } }',
    'network_mode: "service:web"',
    'post_start: [{ command: a }]',
    'cap_add: [NET_ADMIN]',
    'privileged: true',
    'extra_hosts: ["a:1.2.3.4"]',
    'provider: { type: a }',
    'develop: { watch: [] }',
    'labels: [a]',
    'logging: { driver: none }',
  ].map((line) => {
    const [key = ''] = line.split(':');
    return [
      key,
      into('vroom', line),
      new RegExp(`^docker-compose\\.yml:\\d+:5: services\\.vroom\\.${key}: expected .+ or a rule`),
    ] as const;
  }),
  ['entrypoint', into('vroom', 'entrypoint: /bin/other'), /services\.vroom\.entrypoint: expected a line for role vroom/],
  [
    'entrypoint-sentry',
    replacing(compose, 'entrypoint: ["/etc/sentry/entrypoint.sh"]', 'entrypoint: [tini, --]'),
    /\.entrypoint: expected a line/,
  ],
  [
    'mount-without-file',
    replacing(compose, 'source: ./relay,', 'source: ./relais,'),
    /:\d+:5: services\.relay\.volumes: expected upstream's repository to have \.\/relais, got none/,
  ],
  ...['sentry/entrypoint.sh', 'cron/entrypoint.sh', 'snuba/api_healthcheck.py'].map(
    (file) =>
      [`changed ${file}`, adding(file, 'x'), new RegExp(`^${file}:1:1: expected a rule in releases/import/ignored\\.json`)] as const,
  ),
  ['new-file', (files) => ({ ...files, 'relay/new.yml': 'a: 1' }), /^relay\/new\.yml:1:1: expected a rule.+relay\.volumes/],
  [
    'new-mount',
    replacing(compose, 'source: ./relay, target: /work/.relay }', 'source: ./relay, target: /work/.relay }\n      - ./symbolicator:/x'),
    /services\.relay\.volumes: expected a line/,
  ],
  ['cmd-shell', replacing(compose, 'command: ["run","web"]', 'command: a | b'), /\.command: expected a command of words/],
  ['cmd-exec', replacing(compose, 'command: ["run","web"]', 'command: sh -c "run web"'), /no role fits/],
  ['cmd-null', replacing(compose, 'command: ["run","web"]', 'command:'), /no role fits/],
  ['cmd-global-option', replacing(compose, 'command: ["run","consumer"', 'command: ["--config","x","run","consumer"'), /no role fits/],
  ['cmd-options-first', replacing(compose, 'command: ["rust-consumer"', 'command: ["--log-level","x","rust-consumer"'), /no role fits/],
  [
    'cmd-list-null',
    replacing(compose, 'command: ["run","web"]', 'command: ["run","web",3,null]'),
    /services\.web\.command\.3: expected text, got null/,
  ],
  ['cmd-list-num', replacing(compose, 'command: ["run","web"]', 'command: ["run","web",3]'), /services\.web\.command: expected a line/],
  ['relay-args', into('relay', 'command: run --log-level debug'), /services\.relay\.command: expected a line/],
  [
    'hc-cmd-list',
    replacing(compose, '["CMD-SHELL","valkey-cli ping | grep PONG"]', '["CMD","valkey-cli","ping"]'),
    /services\.redis\.healthcheck\.test: expected a line/,
  ],
  ['hc-NONE', replacing(compose, '["CMD-SHELL","valkey-cli ping | grep PONG"]', '["NONE"]'), /expected CMD-SHELL and a line/],
  [
    'hc-none',
    replacing(
      compose,
      'healthcheck:\n      test: ["CMD-SHELL","valkey-cli ping | grep PONG"]\n      interval: 30s\n      timeout: "90s"\n      retries: 10\n      start_period: 10s',
      'x-none: 1',
    ),
    /services\.redis: expected a line for role redis/,
  ],
  [
    'hc-disable',
    replacing(compose, 'test: ["CMD-SHELL","valkey-cli ping | grep PONG"]', 'disable: true'),
    /healthcheck\.disable: expected/,
  ],
  ['hc-duration', replacing(compose, 'interval: 30s', 'interval: 1.5m'), /expected a duration/],
  ['hc-number', replacing(compose, 'timeout: "90s"', 'timeout: 30'), /expected a duration/],
  ['hc-retries-var', replacing(compose, 'retries: 10', 'retries: ten'), /\.retries: expected a whole number, got "ten"/],
  ['env-object', variable('vroom', 'A: { b: c }'), /environment\.A: expected text/],
  ['env-bare-host', variable('vroom', 'KAFKA_BROKER: kafka'), /services\.vroom\.environment\.KAFKA_BROKER: expected a line/],
  [
    'env-url-noport',
    replacing(compose, 'http://snuba-api:1218', 'http://snuba-api/'),
    /environment\.(SNUBA|SENTRY_SNUBA_HOST): expected a line/,
  ],
  ['env-json', variable('vroom', `A: '{"host": "kafka"}'`), /environment\.A: expected a line/],
  ['env-port', replacing(compose, 'EXTERNAL://kafka:9092', 'EXTERNAL://kafka:9094'), /environment\.KAFKA_ADVERTISED_LISTENERS/],
  ['env-plain-secret', variable('vroom', 'FOO_API_KEY: abc'), /environment\.FOO_API_KEY/],
  ['interp-required', variable('vroom', 'A: "${X:?no}"'), /expected \$NAME/],
  ['interp-alt', variable('vroom', 'A: "${X:+no}"'), /expected \$NAME/],
  ['interp-nested', variable('vroom', 'A: "${A:-${B}}"'), /expected \$NAME/],
  ['dotenv-ref', replacing('.env', `sentry:${version}`, 'sentry:${V}'), /^\.env:2:1: expected NAME=value without \$/],
  ['dotenv-unused', adding('.env', 'COMPOSE_FILE=a.yml'), /^\.env:\d+:1: COMPOSE_FILE: expected docker-compose\.yml to refer to it/],
  ['dotenv-line', adding('.env', 'A: b'), /^\.env:\d+:1: expected NAME=value/],
  ['unset-var', variable('vroom', 'A: $NOBODY'), /environment\.A: expected a value of NOBODY/],
  ['build-only', service('other', 'build: ./x'), /services\.other: expected an image/],
  ['build-target', replacing(compose, 'context: ./sentry', 'context: ./sentry\n    target: a'), /build\.target: expected context/],
  [
    'build-stage',
    replacing('sentry/Dockerfile', 'FROM $SENTRY_IMAGE', 'FROM $SENTRY_IMAGE AS a\nFROM a'),
    /^sentry\/Dockerfile:3:1: FROM: expected one stage/,
  ],
  ['build-run', adding('sentry/Dockerfile', 'ENV A=1'), /^sentry\/Dockerfile:\d+:1: ENV: expected ARG, FROM or a rule/],
  ['build-inline', replacing(compose, 'context: ./sentry', 'dockerfile_inline: FROM a'), /dockerfile_inline/],
  ['image-apache-kafka', replacing(compose, 'confluentinc/cp-kafka', 'apache/kafka'), /no role fits/],
  ['image-pg17', replacing(compose, 'postgres:14', 'postgres:17'), /services\.postgres\.image: expected .+, got "postgres:17"/],
  ['image-renamed', replacing('.env', 'getsentry/sentry', 'getsentry/sentry-distroless'), /no role fits/],
  [
    'image-floating-third',
    replacing(compose, 'chrislusf/seaweedfs:4.40_large_disk', 'chrislusf/seaweedfs:latest'),
    /services\.seaweedfs\.image/,
  ],
  ['image-other-version', replacing(compose, `vroom:${version}`, 'vroom:26.7.0'), /services\.vroom\.image/],
  ['new-kind', service('other', 'image: example.com/other:1'), /no role fits/],
  ['new-relay', service('relay-two', own('relay')), /expected one service of role relay/],
  ['new-taskbroker', service('taskbroker-two', own('taskbroker')), /expected one service of role taskbroker/],
  ['new-redis', service('redis-ratelimit', 'image: valkey/valkey:8.1.9-alpine'), /expected one service of role redis/],
  ['new-nginx', service('static', 'image: nginx:1.31.3-alpine'), /expected one service of role nginx/],
  [
    'new-dlq',
    service('dlq', own('snuba'), 'command: dlq-consumer --storage errors'),
    /services\.dlq\.command: expected a command of releases\/heartbeats/,
  ],
  ['no-nginx', without('nginx'), /no service of role nginx|expected a service that mounts it/],
  ['service-null', service('other'), /services\.other: expected a mapping, got null/],
  [
    'service-name',
    service('other_one', own('snuba'), 'command: rust-consumer --storage errors'),
    /expected a name that a Service of Kubernetes may have/,
  ],
  ['volume-anon', replacing(compose, '- sentry-vroom:/var', '- /cache\n      - sentry-vroom:/var'), /expected a volume as source:target/],
  [
    'volume-long-tmpfs',
    replacing(compose, '- sentry-vroom:/var', '- { type: tmpfs, target: /x }\n      - sentry-vroom:/var'),
    /volumes\.0: expected a volume with source/,
  ],
  ['volume-undeclared', replacing(compose, '\n  sentry-vroom:\n', '\n'), /expected volumes to have sentry-vroom/],
  ['nofile', replacing(compose, 'soft: 10032', 'soft: many'), /nofile\.soft: expected a whole number/],
  ['shm-mb', replacing(compose, 'shm_size: 256m', 'shm_size: 256mb'), /shm_size: expected a size/],
  [
    'init-container',
    service('once', own('snuba'), 'command: rust-consumer --storage errors --once', 'restart: "no"'),
    /services\.once\.restart: expected .+, got restart: "no"/,
  ],
  [
    'depends-completed',
    replacing(compose, 'condition: service_healthy', 'condition: service_completed_successfully'),
    /expected service_started or service_healthy/,
  ],
  [
    'depends-nobody',
    replacing(compose, 'depends_on:\n', 'depends_on:\n      nobody: { condition: service_started }\n'),
    /expected depends_on to name services, got nobody/,
  ],
  ['arg-kubelet', replacing(compose, '"--storage","errors"', '"--storage","errors","--x","$$(NAME)"'), /\.command: expected a line/],
  ['port-web', replacing(compose, 'SNUBA: "http://snuba-api:1218"', 'SNUBA: "http://snuba-api:1219"'), /environment\.SNUBA/],
  ['s3-port', replacing(compose, '"-webdav=false"', '"-webdav=false","-s3.port=9000"'), /services\.seaweedfs\.command/],
  [
    'topic-consumer',
    service('logs', own('sentry'), 'entrypoint: ["/etc/sentry/entrypoint.sh"]', 'command: run consumer ingest-logs'),
    /expected a consumer whose topic is known/,
  ],
  ['tb-address', adding('taskbroker/config.yml', 'kafka_address: kafka:9092'), /taskbroker\/config\.yml.*kafka_address/],
  [
    'twice-nginx',
    replacing('nginx.conf', 'proxy_send_timeout', 'proxy_send_timeout 1s;\nproxy_send_timeout'),
    /^nginx\.conf: http\.proxy_send_timeout: expected "5s", as in 26\.8\.0, .+, got "1s; 5s"/,
  ],
  ['twice-redis', adding('redis.conf', 'maxmemory 1'), /^redis\.conf: maxmemory: expected one value/],
  [
    'twice-clickhouse',
    replacing('clickhouse/config.xml', '</clickhouse>', '<allow_nullable_key>0</allow_nullable_key></clickhouse>'),
    /^clickhouse\/config\.xml: allow_nullable_key: expected one value/,
  ],
  ['twice-conf', adding('sentry/sentry.conf.example.py', 'SENTRY_WEB_PORT = 1'), /: SENTRY_WEB_PORT: expected one value, got 9000 and 1/],
  [
    'build-unknown-arg',
    replacing('cron/Dockerfile', 'FROM $BASE_IMAGE', 'FROM $OTHER'),
    /^cron\/Dockerfile:2:1: FROM: expected ARG OTHER before it/,
  ],
  ['tb-topics-key', replacing('taskbroker/config.yml', 'kafka_topics:', 'topics:'), /^taskbroker\/config\.yml:\d+:1: topics: expected/],
  [
    'tb-renamed',
    (files) => ({ ...files, 'taskbroker/config.yml': undefined, 'taskbroker/config.yaml': files['taskbroker/config.yml'] }),
    /^taskbroker\/config\.yaml:1:1: expected a rule/,
  ],
  ['no-vroom', without('vroom'), /expected a service that mounts it/],
  ['no-pgbouncer', without('pgbouncer'), /expected depends_on to name services|no service of role postgres-pool/],
  ['digest-only', replacing('.env', `sentry:${version}`, 'sentry@sha256:abc'), /\.image: expected a line/],
  [
    'depends-required',
    replacing(compose, '{ condition: service_healthy }', '{ condition: service_healthy, required: false }'),
    /\.required: expected condition/,
  ],
  [
    'topic-plural',
    replacing(compose, '"--storage","errors"', '"--storage","errors","--topics","a,b"'),
    /expected an option of one topic, got --topics/,
  ],
  [
    'feat-single-quote',
    adding('sentry/sentry.conf.example.py', "SENTRY_FEATURES['organizations:new'] = True"),
    /^sentry\/sentry\.conf\.example\.py:\d+:1: expected SENTRY_FEATURES/,
  ],
  ['feat-or', adding('sentry/sentry.conf.example.py', 'SENTRY_FEATURES |= {"a": True}'), /expected SENTRY_FEATURES/],
  ['feat-expr', adding('sentry/sentry.conf.example.py', 'SENTRY_FEATURES["x"] = env("Y") == "1"'), /expected SENTRY_FEATURES/],
  [
    'feat-condition',
    replacing('sentry/sentry.conf.example.py', '            "projects:servicehooks",', '            *MORE,'),
    /expected names alone/,
  ],
  [
    'conf-option',
    adding('sentry/sentry.conf.example.py', 'SENTRY_OPTIONS["x.enabled"] = True'),
    /^sentry\/sentry\.conf\.example\.py: SENTRY_OPTIONS\.x\.enabled: expected nothing, as in 26\.8\.0/,
  ],
  ['conf-setting', adding('sentry/sentry.conf.example.py', 'SENTRY_NEW_BACKEND = "a"'), /SENTRY_NEW_BACKEND: expected nothing/],
  [
    'conf-value',
    replacing('sentry/sentry.conf.example.py', 'SENTRY_AIR_GAP = False', 'SENTRY_AIR_GAP = True'),
    /SENTRY_AIR_GAP: expected false.+got true/,
  ],
  [
    'conf-dropped',
    replacing('sentry/sentry.conf.example.py', 'SENTRY_AIR_GAP = False\n', ''),
    /SENTRY_AIR_GAP: expected false.+got nothing/,
  ],
  [
    'conf-default',
    replacing('sentry/sentry.conf.example.py', '"SENTRY_EVENT_RETENTION_DAYS", "90"', '"SENTRY_EVENT_RETENTION_DAYS", "30"'),
    /^sentry\/sentry\.conf\.example\.py:\d+:1: SENTRY_OPTIONS\.system\.event-retention-days: expected a rule.+30/,
  ],
  [
    'conf-condition',
    replacing('sentry/sentry.conf.example.py', 'if SENTRY_STATSD_ADDR:', 'if env("METRICS"):'),
    /:\d+:1: if env\("METRICS"\): expected a rule/,
  ],
  [
    'conf-body',
    replacing('sentry/sentry.conf.example.py', 'get_internal_network():\n', 'get_internal_network():\n    return "0.0.0.0/0"\n'),
    /:\d+:1: def get_internal_network\(\): expected a rule/,
  ],
  [
    'conf-into-block',
    replacing('sentry/sentry.conf.example.py', 'port = int(port or 8125)', 'port = int(port or 8125)\n    SENTRY_AIR_GAP = False'),
    /:\d+:1: if SENTRY_STATSD_ADDR: expected a rule/,
  ],
  ['conf-call', adding('sentry/sentry.conf.example.py', 'install_hooks()'), /:\d+:1: install_hooks\(\): expected a rule/],
  [
    'ch-setting',
    replacing('clickhouse/config.xml', '</clickhouse>', '<new_setting>1</new_setting></clickhouse>'),
    /^clickhouse\/config\.xml: new_setting: expected nothing/,
  ],
  [
    'ch-attribute',
    replacing('clickhouse/config.xml', '<logger>', '<logger replace="1">'),
    /^clickhouse\/config\.xml: logger@replace: expected nothing/,
  ],
  [
    'ch-removed-with-value',
    replacing('clickhouse/config.xml', '<query_log remove="remove"/>', '<query_log remove="remove">1</query_log>'),
    /^clickhouse\/config\.xml: query_log: expected one of remove, from_env and a value/,
  ],
  [
    'ch-root',
    (files) => ({ ...files, 'clickhouse/config.xml': files['clickhouse/config.xml']?.replaceAll('clickhouse>', 'a>') }),
    /expected yandex or clickhouse around all, got a/,
  ],
  ['ch-path', (files) => ({ ...files, 'clickhouse/config.xml': undefined }), /^clickhouse\/config\.xml: expected this file/],
  [
    'relay-config',
    adding('relay/config.example.yml', 'processing.topics.a: b'),
    /^relay\/config\.example\.yml: processing\.topics\.a: expected nothing/,
  ],
  ['redis-conf', adding('redis.conf', 'appendonly yes'), /^redis\.conf: appendonly: expected nothing/],
  [
    'nginx-followed',
    replacing('nginx.conf', 'proxy_read_timeout 90s', 'proxy_read_timeout 120s'),
    /^nginx\.conf: http\.proxy_read_timeout: expected "90s".+got "120s"/,
  ],
  [
    'nginx-conf',
    replacing('nginx.conf', 'location / {', 'location /new/ {\nproxy_pass http://relay;\n}\nlocation / {'),
    /^nginx\.conf: http\.server\.location \/new\/\.proxy_pass: expected nothing/,
  ],
];

const rights: readonly (readonly [
  what: string,
  change: (files: Files) => Files,
  data: (services: typeof baseline.services) => unknown,
  expected: unknown,
])[] = [
  [
    'anchor-list',
    (files) =>
      replacing(
        compose,
        'command: ["run","web"]',
        'command: *words',
      )(replacing(compose, '\nservices:', '\nx-words: &words [run, web]\nservices:')(files)),
    ({ web }) => web?.command,
    ['run', 'web'],
  ],
  ['x-service', into('vroom', 'x-note: 1'), (services) => services, baseline.services],
  [
    'env-list',
    replacing(compose, '    environment:\n      UPTIME', '    x-a: 1\n    environment:\n      UPTIME'),
    (services) => services,
    baseline.services,
  ],
  ['shm-bytes', replacing(compose, 'shm_size: 256m', 'shm_size: 268435456'), ({ postgres }) => postgres?.shmSize, '268435456'],
  [
    'volume-z',
    replacing(compose, '- sentry-vroom:/var/vroom/sentry-profiles', '- sentry-vroom:/var/vroom/sentry-profiles:rw,z'),
    ({ vroom }) => vroom?.volumes,
    baseline.services['vroom']?.volumes,
  ],
  [
    'profiles-default',
    replacing('.env', 'COMPOSE_PROFILES=feature-complete', 'COMPOSE_PROFILES=errors-only'),
    ({ web }) => web?.environment['COMPOSE_PROFILES'],
    'errors-only',
  ],
  ['new-variable', variable('vroom', 'A: b'), ({ vroom }) => vroom?.environment['A'], 'b'],
];

test('unchanged, it is imported', () => {
  expect(outcome({ ...original }).stopped).toBe('');
});

test.each(stops)('%s stops', (_what, change, message) => {
  const { stopped } = outcome(change({ ...original }));
  expect(stopped).toMatch(message);
});

test.each(rights)('%s is imported rightly', (_what, change, data, expected) => {
  const { release, stopped } = outcome(change({ ...original }));
  expect(stopped).toBe('');
  expect(data(release?.services ?? {})).toEqual(expected);
});
