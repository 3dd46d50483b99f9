// Whatever runs `sentry`.
import type { Peer, Role, Writable } from '../role';

// User of the image since getsentry/sentry#93696; tini and sentry are on PATH in every generation of its entrypoint.
const sentry = { uid: 999, gid: 999, command: ['tini', '--', 'sentry'] } as const;

const tmp: Writable = {
  path: '/tmp',
  sizeLimit: '1Gi',
  what: 'uploads while they are read, the heartbeat, semaphores',
  boundedBy: 'each file is removed at once (strace of 23.7.1); one upload is at most 100 MB through nginx, a chunk 32 MB',
};
const data: Writable = {
  path: '/data',
  sizeLimit: '1Gi',
  what: 'nothing: files are in the object store',
  boundedBy: 'its only use is a default of Sentry’s that filestore.backend replaces (strace of 23.7.1)',
};
const writes: readonly Writable[] = [tmp, data];

const peers: readonly Peer[] = [
  { role: 'postgres-pool' },
  { role: 'redis' },
  { role: 'kafka' },
  { role: 'memcached' },
  { role: 'object-store' },
  { role: 'snuba-api' },
  { role: 'symbolicator' },
  { role: 'vroom' },
];

/** Services that run `sentry`. */
export const sentryRoles: readonly Role[] = [
  {
    ...sentry,
    name: 'web',
    subsystem: 'web',
    matches: ({ image, argv }) => image === 'sentry' && argv[0] === 'run' && argv[1] === 'web',
    runs: 'deployment',
    ports: { http: 9000 },
    writes,
    health: { kind: 'probes', live: { http: '/_health/', port: 'http' }, ready: { http: '/_health/', port: 'http' }, startSeconds: 600 },
    peers,
    internet: 'mail, single sign-on, webhooks and the APIs of integrations',
    schema: 'postgres',
    scales: 'free',
    update: 'surge',
    // granian gives its workers 30 s.
    stopSeconds: 60,
    drainSeconds: 10,
    sizes: {
      small: { cpu: '300m', memory: '704Mi', memoryLimit: '2Gi', workers: 2 },
      medium: { cpu: '500m', memory: '1Gi', memoryLimit: '3Gi', replicas: 2, workers: 3 },
    },
  },
  {
    ...sentry,
    name: 'sentry-consumer',
    subsystem: 'ingest',
    matches: ({ image, argv }) => image === 'sentry' && argv[0] === 'run' && argv[1] === 'consumer',
    runs: 'deployment',
    writes,
    health: { kind: 'heartbeat' },
    peers,
    schema: 'postgres',
    scales: 'partitions',
    stopSeconds: 60,
    sizes: {
      small: { cpu: '75m', memory: '288Mi', memoryLimit: '1Gi' },
      medium: { cpu: '150m', memory: '384Mi', memoryLimit: '1536Mi' },
    },
  },
  {
    ...sentry,
    name: 'taskworker',
    subsystem: 'tasks',
    matches: ({ image, argv }) => image === 'sentry' && argv[0] === 'run' && argv[1] === 'taskworker',
    runs: 'deployment',
    writes: [
      {
        ...tmp,
        sizeLimit: '9Gi',
        what: 'files that are put together from their chunks, the heartbeat',
        boundedBy: 'system.maximum-file-size, 2 GiB, times --concurrency, 4; each is removed at once',
      },
      data,
    ],
    health: { kind: 'heartbeat' },
    peers: [...peers, { role: 'taskbroker' }],
    internet: 'mail, webhooks, integrations and source maps',
    schema: 'postgres',
    scales: 'free',
    // A task may run for its processing deadline, 90 s at the longest.
    stopSeconds: 100,
    sizes: {
      small: { cpu: '300m', memory: '704Mi', memoryLimit: '2Gi' },
      medium: { cpu: '500m', memory: '1Gi', memoryLimit: '3Gi', replicas: 2 },
    },
  },
  {
    ...sentry,
    name: 'taskscheduler',
    subsystem: 'tasks',
    matches: ({ image, argv }) => image === 'sentry' && argv[0] === 'run' && argv[1] === 'taskworker-scheduler',
    runs: 'deployment',
    writes,
    health: { kind: 'none', reason: 'the command has no health option; it exits when it fails' },
    peers,
    schema: 'postgres',
    scales: { alone: 'it is the clock of all scheduled tasks' },
    stopSeconds: 30,
    sizes: {
      small: { cpu: '50m', memory: '192Mi', memoryLimit: '512Mi' },
      medium: { cpu: '50m', memory: '256Mi', memoryLimit: '768Mi' },
    },
  },
  {
    ...sentry,
    name: 'cleanup',
    subsystem: 'retention',
    matches: ({ image, argv }) => image === 'sentry' && / sentry cleanup /.test(` ${argv.join(' ')} `),
    runs: 'cronjob',
    writes,
    health: { kind: 'none', reason: 'it ends' },
    peers,
    schema: 'postgres',
    scales: { alone: 'two cleanups would delete the same rows' },
    stopSeconds: 60,
    sizes: {
      small: { cpu: '50m', memory: '224Mi', memoryLimit: '1Gi' },
      medium: { cpu: '100m', memory: '384Mi', memoryLimit: '2Gi' },
    },
  },
  {
    ...sentry,
    name: 'bootstrap',
    subsystem: 'schema',
    runs: 'job',
    imageOf: 'web',
    writes,
    health: { kind: 'none', reason: 'it ends' },
    peers: [
      { role: 'postgres-pool' },
      { role: 'redis' },
      { role: 'kafka' },
      { role: 'memcached' },
      { role: 'object-store' },
      { role: 'clickhouse', ports: ['native', 'http'] },
    ],
    scales: { alone: 'migrations must not run twice at once' },
    stopSeconds: 60,
    sizes: {
      small: { cpu: '100m', memory: '256Mi', memoryLimit: '2Gi' },
      medium: { cpu: '200m', memory: '512Mi', memoryLimit: '2Gi' },
    },
  },
  {
    ...sentry,
    name: 'secrets',
    subsystem: 'foundation',
    runs: 'job',
    imageOf: 'web',
    command: ['python3'],
    writes: [{ path: '/tmp', sizeLimit: '16Mi', what: 'nothing', boundedBy: 'the script keeps all in memory' }],
    health: { kind: 'none', reason: 'it ends' },
    kubernetesApi: true,
    scales: { alone: 'it ends' },
    stopSeconds: 10,
    sizes: {
      small: { cpu: '10m', memory: '48Mi', memoryLimit: '128Mi' },
      medium: { cpu: '10m', memory: '48Mi', memoryLimit: '128Mi' },
    },
  },
];
