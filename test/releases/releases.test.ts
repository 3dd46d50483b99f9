// The committed releases have what upstream's files have, counted there.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are variables of Compose and ClickHouse
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { knownReleases, loadRelease, releaseProblem } from '../../releases/load';
import { root } from '../../root';

// Counted in upstream's own files at the tag; flags by running its sentry.conf.example.py.
const expected = {
  '26.8.0': { services: 57, always: 28, flags: 63, off: ['projects:sample-events'], images: 17, redis: 'valkey/valkey:8.1.9-alpine' },
  '26.5.1': { services: 72, always: 31, flags: 58, off: ['projects:sample-events'], images: 17, redis: 'redis:6.2.20-alpine' },
};

describe.each(Object.entries(expected))('%s', (version, { services, always, flags, off, images, redis }) => {
  const release = loadRelease(version);
  const all = Object.entries(release.services);

  test('has all of its services', () => {
    expect(release.version).toBe(version);
    expect(all).toHaveLength(services);
    expect(all.filter(([, { profiles }]) => profiles === undefined)).toHaveLength(always);
    expect(new Set(all.flatMap(([, { profiles = [] }]) => profiles))).toEqual(new Set(['feature-complete']));
    expect(release.services['redis']?.image).toBe(redis);
  });

  test('has all of its flags', () => {
    const switchedOff = Object.entries(release.features).flatMap(([flag, on]) => (on ? [] : [flag]));
    expect(Object.keys(release.features)).toHaveLength(flags);
    expect(switchedOff).toEqual(off);
  });

  test("runs upstream's own images at its own version, and builds none", () => {
    const names = new Set(all.map(([, { image }]) => image));
    const own = [...names].filter((image) => image.startsWith('ghcr.io/getsentry/'));
    expect(names.size).toBe(images);
    expect(own.map((image) => image.split(':')[1])).toEqual(own.map(() => version));
    expect([...names].filter((image) => image.includes('local') || image.includes('$'))).toEqual([]);
    expect(release.services['sentry-cleanup']?.image).toBe(`ghcr.io/getsentry/sentry:${version}`);
    expect(release.services['clickhouse']?.image).toBe('altinity/clickhouse-server:25.3.6.10034.altinitystable');
  });

  test('depends on its own services only, in an environment without anything left to fill in', () => {
    for (const [name, { dependsOn, environment, command = [] }] of all) {
      expect([name, Object.keys(dependsOn).filter((other) => release.services[other] === undefined)]).toEqual([name, []]);
      expect([name, [...Object.values(environment), ...command].filter((value) => value?.includes('${'))]).toEqual([name, []]);
    }
  });

  test('creates each topic that it names', () => {
    const named = all.flatMap(([, { command = [] }]) => command.join(' ').match(/(?<=-topic[= ])\S+/g) ?? []);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((topic) => release.topics[topic] === undefined)).toEqual([]);
    expect(Object.keys(release.topics)).toHaveLength(84);
    expect(release.topics['preprod-artifact-events']).toEqual({ config: {} });
    expect(release.topics['snuba-commit-log']?.config).toMatchObject({ 'cleanup.policy': 'compact,delete' });
    expect(release.topics['ingest-events']?.config).toEqual({
      'compression.type': 'lz4',
      'max.message.bytes': '10000000',
      'retention.ms': '86400000',
    });
  });

  test('has the settings of ClickHouse', () => {
    expect(Object.keys(release.clickhouse)).toHaveLength(20);
    expect(release.clickhouse['max_server_memory_usage_to_ram_ratio']).toBe('${MAX_MEMORY_USAGE_RATIO}');
    expect(release.clickhouse['query_log']).toBeNull();
    expect(release.clickhouse['profiles.default.log_queries']).toBe('0');
  });
});

describe('single values of 26.8.0', () => {
  const { services, taskbroker } = loadRelease('26.8.0');

  test('taskbroker: its nine topics', () => {
    expect(Object.keys(taskbroker?.['kafka_topics'] ?? {})).toEqual([
      'taskworker',
      'taskworker-dlq',
      'events-subscription-results',
      'transactions-subscription-results',
      'metrics-subscription-results',
      'generic-metrics-subscription-results',
      'subscription-results-eap-items',
      'profiles',
      'ingest-replay-recordings',
    ]);
    expect(taskbroker?.['kafka_session_timeout_ms']).toBe(60000);
    expect(loadRelease('26.5.1').taskbroker).toBeUndefined();
  });

  test.each([
    [
      'snuba-replacer',
      'replacer --storage errors --auto-offset-reset=latest --no-strict-offset-reset --health-check-file /tmp/health.txt --max-poll-interval-ms 300000',
    ],
    [
      'taskworker',
      'run taskworker --concurrency=4 --rpc-host=taskbroker:50051 --health-check-file-path=/tmp/health.txt --max-child-task-count=10000',
    ],
    ['memcached', '-I 1M'],
  ])('argv of %s', (name, command) => {
    expect(services[name]?.command).toEqual(command.split(' '));
  });

  test('argv that is one word, with blanks', () => {
    expect(services['sentry-cleanup']?.command).toEqual(['0 0 * * * gosu sentry sentry cleanup --days 90']);
  });

  test('health checks, limits, mounts', () => {
    expect(services['web']?.healthcheck).toMatchObject({ intervalSeconds: 30, timeoutSeconds: 90, retries: 10, startPeriodSeconds: 300 });
    expect(services['clickhouse']).toMatchObject({ nofile: 262144, healthcheck: { startPeriodSeconds: 0 } });
    expect(services['postgres']?.shmSize).toBe('256m');
    expect(services['web']?.environment).toMatchObject({
      COMPOSE_PROFILES: 'feature-complete',
      SENTRY_MAIL_HOST: null,
      SENTRY_STATSD_ADDR: '',
    });
    expect(services['redis']?.volumes[1]).toEqual({ source: './redis.conf', target: '/usr/local/etc/redis/redis.conf', readOnly: true });
  });
});

describe('loader', () => {
  test('knows the files of the folder, newest first by number', () => {
    const files = readdirSync(path.join(root, 'releases')).filter((file) => /^[\d.]+\.json$/.test(file));
    expect(knownReleases()).toEqual(['26.8.0', '26.7.2', '26.5.1']);
    expect(files).toHaveLength(knownReleases().length);
  });

  test.each([
    ['26.8.0', undefined],
    ['26.9.0', 'expected one of 26.8.0, 26.7.2, 26.5.1, got "26.9.0"'],
    ['26.8', 'expected one of 26.8.0, 26.7.2, 26.5.1, got "26.8"'],
    ['topics', 'expected one of 26.8.0, 26.7.2, 26.5.1, got "topics"'],
    ['constructor', 'expected one of 26.8.0, 26.7.2, 26.5.1, got "constructor"'],
    ['26.4.0', '26.4.0 is refused: one of its Snuba migrations is faulty (getsentry/self-hosted#4286); take 26.4.2 or later'],
  ])('%s', (version, problem) => {
    expect(releaseProblem(version)).toBe(problem);
  });

  test('loads no other', () => {
    expect(() => loadRelease('../package')).toThrow('expected one of 26.8.0, 26.7.2, 26.5.1, got "../package"');
  });

  test('reads a file once', () => {
    expect(loadRelease('26.8.0')).toBe(loadRelease('26.8.0'));
  });
});
