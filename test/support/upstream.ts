// A small repository of upstream's shape, for imports.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Compose's variables
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { rules } from '../../releases/import/ignored';
import { standIns, standsFor } from './in-memory';

/** Lines of a file that rules leave out. */
const leftOut = (file: string, between: string): string[] =>
  rules.flatMap(({ file: of, path: name, value }) => (of === file ? [`${name}${between}${value}`] : []));

/**
 * A small repository laid out as upstream's is, with everything that a rule leaves out;
 * a test replaces the files that it is about.
 */
export const upstream: Readonly<Record<string, string>> = {
  '.env': [
    '# versions',
    'COMPOSE_PROFILES=full',
    'APP_IMAGE=example.com/app:1.2.3',
    'WAIT=1m30s',
    ...leftOut('.env', '='),
    'QUOTED="a b" # why',
    'BLANK=',
  ].join('\n'),
  'docker-compose.yml': `
x-restart-policy: &restart
  restart: unless-stopped
x-pull-policy: &pull
  pull_policy: never
  image: overridden
x-sentry-defaults: &app
  <<: [*restart, *pull]
  image: app-local
  platform: \${DOCKER_PLATFORM:-}
  build:
    context: ./sentry
    args:
      - APP_IMAGE
  environment:
    COMPOSE_PROFILES:
    UNSET:
    RATIO: 0.3
    QUOTED:
    BLANK: $BLANK
services:
  web:
    <<: *app
    command: ["run", "web"]
    healthcheck:
      test: [
        "CMD-SHELL", "true"
      ]
      timeout: $WAIT
      start_period: 2h500ms
  cron:
    <<: *app
    image: cron-local
    build: { context: ./cron, args: { BASE_IMAGE: app-local } }
    entrypoint: /entrypoint.sh
    command: '"0 0 * * * clean --days \${DAYS:-90}" --name its'
  store:
    image: store:5@sha256:abc
    depends_on: { web: { condition: service_healthy }, cron: {} }
    profiles: [full]
    shm_size: 256m
    ulimits: { nofile: { soft: 10, hard: 10 } }
    volumes:
      - data:/data
      - ./symbolicator:/conf:ro
      - { type: bind, read_only: true, source: ./relay, target: /etc/relay }
  nginx:
    image: nginx:1.2.3
    ports: ["$SENTRY_BIND:80/tcp"]
    depends_on:
      web: { restart: true }
      relay: { restart: true }
  relay:
    image: relay:1
volumes:
  data: { external: true }
`,
  ...standIns(),
  'sentry/Dockerfile': ['# why', 'ARG APP_IMAGE', 'FROM ${APP_IMAGE}', '', ...leftOut('sentry/Dockerfile', ' ')].join(' \n'),
  'cron/Dockerfile': ['ARG BASE_IMAGE=none', 'FROM --platform=linux/amd64 ${BASE_IMAGE} AS cron', ...leftOut('cron/Dockerfile', ' ')]
    .join('\n')
    .replaceAll('; fi', '; \\\n  fi'),
  'sentry/sentry.conf.example.py': `
SENTRY_FEATURES["projects:samples"] = False
SENTRY_FEATURES.update(
    {
        feature: True
        for feature in (
            "organizations:one",
            # "organizations:off",
        )
        + (
            "organizations:two",  # "organizations:three"
        )
    }
)
OTHER = ["organizations:none"]  # why
`,
  'sentry/config.example.yml': "mail.host: 'smtp'\nfiles.options:\n  path: /data # why\n# mail.port: 25\n",
  'relay/config.example.yml': 'relay:\n  port: 3000\nlist:\n  - {name: a, value: 1}\nnothing:\n',
  'symbolicator/config.example.yml': 'bind: "0.0.0.0:3021"\n',
  'nginx.conf': `
user nginx; # why
http {
  log_format main '$a; {' "b";
  set_real_ip_from 10.0.0.0/8;
  proxy_set_header Host $host;
  server {
    location ~ ^/api/[1-9]\\d*/ { proxy_pass http://relay; }
  }
}`,
  'redis.conf': '# why\nmaxmemory 0\n\nsave 60 1\n',
  'clickhouse/default-password.xml': '<clickhouse><users><default><password></password></default></users></clickhouse>',
  'taskbroker/config.yml': 'kafka_topics:\n  events: &a { cluster: default, consumer_group: a }\n  brand-new: *a\n',
  'clickhouse/config.xml': `<?xml version="1.0"?>
<yandex>
  <!-- why -->
  <ratio from_env="RATIO"/>
  <query_log remove="remove"/>
  <logger replace="1"><level> warning </level></logger>
</yandex>`,
};

const git = (folder: string, ...args: string[]): string => {
  // A hook's own variables would point git to the project's repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const settings = [
    'user.name=test',
    'user.email=test@example.com',
    'init.defaultBranch=main',
    'commit.gpgSign=false',
    'tag.gpgSign=false',
  ];
  return execFileSync('git', ['-C', folder, ...settings.flatMap((setting) => ['-c', setting]), ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
};

/** Makes a git repository in a new folder with one commit and tag for each set of files; a file given as undefined is left out. */
export const repository = (tags: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'upstream-'));
  git(folder, 'init', '--quiet');
  for (const [tag, files] of Object.entries(tags)) {
    for (const name of readdirSync(folder)) if (name !== '.git') rmSync(path.join(folder, name), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      if (text === undefined || standsFor(text) !== undefined) continue;
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      // A part of a file cannot be stood in for: git's name is of the whole.
      writeFileSync(path.join(folder, name), text.replace(/^.*:\n\s+stand-in [0-9a-f]{40}\n/gm, ''));
    }
    git(folder, 'add', '--all');
    for (const [name, text = ''] of Object.entries(files)) {
      const object = standsFor(text);
      if (object !== undefined) git(folder, 'update-index', '--add', '--cacheinfo', `100644,${object},${name}`);
    }
    // Git need not have what a stand-in stands for.
    git(folder, 'tag', tag, git(folder, 'commit-tree', '-m', tag, git(folder, 'write-tree', '--missing-ok')));
  }
  return folder;
};
