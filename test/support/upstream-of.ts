// A repository laid out as upstream's is, written from the data of a release: importing it gives the same data.
import { stringify } from 'yaml';
import { rules } from '../../releases/import/ignored';
import type { Release, Service, Setting } from '../../releases/release';
import { standIns } from './in-memory';
import { pythonOf } from './python-of';

type Settings = Readonly<Record<string, Setting>>;

const literal = (value: unknown): string => JSON.stringify(value).replaceAll('$', '$$$$');

const leftOut = (file: string, between: string): string[] =>
  rules.flatMap(({ file: of, path, value }) => (of === file ? [`${path}${between}${value}`] : []));

const built: Readonly<Record<string, string>> = { sentry: 'sentry_defaults', clickhouse: 'clickhouse_defaults' };

const healthcheck = ({ healthcheck: check }: Service): string[] =>
  check === undefined
    ? []
    : [
        '    healthcheck:',
        `      test: ${literal(check.test)}`,
        `      interval: ${check.intervalSeconds}s`,
        `      timeout: "${check.timeoutSeconds}s"`,
        `      retries: ${check.retries}`,
        `      start_period: ${check.startPeriodSeconds}s`,
      ];

const service = (name: string, data: Service): string => {
  const { image, entrypoint, command, environment, profiles, dependsOn, volumes, shmSize, nofile } = data;
  const isCleanup = entrypoint?.[0] === '/entrypoint.sh';
  const anchor = isCleanup ? 'sentry_defaults' : Object.entries(built).find(([part]) => image.includes(`/${part}`))?.[1];
  const lines = [
    `  ${name}:`,
    `    <<: *${anchor ?? 'restart_policy'}`,
    ...(isCleanup ? ['    image: cleanup-local', '    build: { context: ./cron, args: { BASE_IMAGE: sentry-local } }'] : []),
    ...(anchor === undefined ? [`    image: ${literal(image)}`] : []),
    ...(name === 'nginx' ? ['    ports: ["$SENTRY_BIND:80/tcp"]'] : []),
    ...(entrypoint === undefined ? [] : [`    entrypoint: ${literal(entrypoint)}`]),
    ...(command === undefined ? [] : [`    command: ${literal(command)}`]),
    ...(Object.keys(environment).length === 0 ? [] : ['    environment:']),
    ...Object.entries(environment).map(
      ([variable, value]) => `      ${variable}:${value === null || variable === 'COMPOSE_PROFILES' ? '' : ` ${literal(value)}`}`,
    ),
    ...(profiles === undefined ? [] : [`    profiles: ${literal(profiles)}`]),
    ...(Object.keys(dependsOn).length === 0 ? [] : ['    depends_on:']),
    ...Object.entries(dependsOn).map(
      ([other, condition]) => `      ${other}: { condition: ${condition}${name === 'nginx' ? ', restart: true' : ''} }`,
    ),
    ...healthcheck(data),
    ...(volumes.length === 0 ? [] : ['    volumes:']),
    ...volumes.map(({ source, target, readOnly }) =>
      readOnly === true
        ? `      - { type: ${source.startsWith('./') ? 'bind' : 'volume'}, read_only: true, source: ${source}, target: ${target} }`
        : `      - ${source}:${target}`,
    ),
    ...(shmSize === undefined ? [] : [`    shm_size: ${shmSize}`]),
    ...(nofile === undefined ? [] : [`    ulimits: { nofile: { soft: ${nofile}, hard: ${nofile} } }`]),
  ];
  return lines.join('\n');
};

const compose = ({ services }: Release): string => {
  const named = Object.values(services).flatMap(({ volumes }) => volumes.map(({ source }) => source));
  const volumes = [...new Set(named)].filter((source) => !source.startsWith('./'));
  return `
x-restart-policy: &restart_policy
  restart: unless-stopped
x-pull-policy: &pull_policy
  pull_policy: never
x-sentry-defaults: &sentry_defaults
  <<: [*restart_policy, *pull_policy]
  image: sentry-local
  platform: \${DOCKER_PLATFORM:-}
  build:
    context: ./sentry
    args:
      - SENTRY_IMAGE
x-clickhouse: &clickhouse_defaults
  <<: *restart_policy
  image: clickhouse-local
  build: { context: ./clickhouse, args: { BASE_IMAGE: "${services['clickhouse']?.image}" } }
services:
${Object.entries(services)
  .map(([name, data]) => service(name, data))
  .join('\n')}
volumes:
${volumes.map((name) => `  ${name}:`).join('\n')}
`;
};

const location = /^(?:(events|http)\.)?(?:(upstream \w+|server)\.)?(?:(location .+)\.(?=[a-z_]+(?: [\w-]+)?$))?(.*)$/;

const nginx = (settings: Settings): string => {
  const lines: string[] = [];
  let open: string[] = [];
  for (const [name, value] of Object.entries(settings)) {
    const [, context, block, place, directive] = location.exec(name) ?? [];
    const blocks = [context, block, place].filter((each) => each !== undefined);
    const common = blocks.findIndex((each, index) => open[index] !== each);
    const kept = common < 0 ? blocks.length : common;
    for (let index = open.length; index > kept; index -= 1) lines.push('}');
    for (const each of blocks.slice(kept)) lines.push(`${each} {`);
    lines.push(`${directive}${value === '' ? '' : ` ${value}`};`);
    open = blocks;
  }
  return [...lines, ...open.map(() => '}'), ''].join('\n');
};

const xml = (settings: Settings): string => {
  interface Element {
    readonly children: Map<string, Element>;
    value?: Setting;
  }
  const root: Element = { children: new Map() };
  for (const [name, value] of Object.entries(settings)) {
    let at = root;
    for (const part of name.split('.')) {
      const next = at.children.get(part) ?? { children: new Map() };
      at.children.set(part, next);
      at = next;
    }
    at.value = value;
  }
  const written = (name: string, { children, value }: Element): string => {
    const variable = /^\$\{(\w+)\}$/.exec(String(value))?.[1];
    if (variable !== undefined) return `<${name} from_env="${variable}"/>\n`;
    if (value === null) return `<${name} remove="remove"/>\n`;
    return `<${name}>${value ?? `\n${[...children].map(([below, element]) => written(below, element)).join('')}`}</${name}>\n`;
  };
  return written('clickhouse', root);
};

/** Files of an upstream's repository from which a release would be imported as it is. */
export const upstreamOf = (release: Release): Readonly<Record<string, string>> => {
  const { settings, features, clickhouse, taskbroker, services } = release;
  const of = (file: string): Settings => settings[file] ?? {};
  return {
    '.env': [
      `COMPOSE_PROFILES=${services['web']?.environment['COMPOSE_PROFILES'] ?? ''}`,
      `SENTRY_IMAGE=${services['web']?.image}`,
      ...leftOut('.env', '='),
      '',
    ].join('\n'),
    'docker-compose.yml': compose(release),
    'sentry/Dockerfile': ['ARG SENTRY_IMAGE', 'FROM $SENTRY_IMAGE', ...leftOut('sentry/Dockerfile', ' '), ''].join('\n'),
    'cron/Dockerfile': ['ARG BASE_IMAGE', 'FROM $BASE_IMAGE', ...leftOut('cron/Dockerfile', ' '), ''].join('\n'),
    'clickhouse/Dockerfile': 'ARG BASE_IMAGE\nFROM $BASE_IMAGE\n',
    'sentry/sentry.conf.example.py': pythonOf(of('sentry/sentry.conf.example.py'), features),
    'sentry/config.example.yml': stringify(of('sentry/config.example.yml')),
    'relay/config.example.yml': stringify(of('relay/config.example.yml')),
    'symbolicator/config.example.yml': stringify(of('symbolicator/config.example.yml')),
    'nginx.conf': nginx(of('nginx.conf')),
    'redis.conf': Object.entries(of('redis.conf'))
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
    'clickhouse/config.xml': xml(clickhouse),
    'clickhouse/default-password.xml': xml(of('clickhouse/default-password.xml')),
    ...standIns(),
    ...(taskbroker === undefined ? {} : { 'taskbroker/config.yml': stringify(taskbroker) }),
  };
};
