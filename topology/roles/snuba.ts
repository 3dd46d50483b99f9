// Whatever runs `snuba`.
import { optionValues } from '../kafka';
import type { Peer, Role } from '../role';

// The image's entrypoint first runs the command with --help, which pays the imports twice.
const snuba = {
  subsystem: 'snuba',
  runs: 'deployment',
  uid: 1000,
  gid: 1000,
  command: ['snuba'],
  writes: [{ path: '/tmp', sizeLimit: '1Gi', what: 'the heartbeat', boundedBy: 'an empty file; batches are kept in memory' }],
  schema: 'clickhouse',
} as const;

const peers: readonly Peer[] = [{ role: 'clickhouse', ports: ['native', 'http'] }, { role: 'kafka' }, { role: 'redis' }];

// Measured idle, August 2026: a consumer 223 to 230 MiB, the replacer and subscriptions 210 to 253.
const sizes = {
  small: { cpu: '60m', memory: '256Mi', memoryLimit: '768Mi' },
  medium: { cpu: '100m', memory: '320Mi', memoryLimit: '1Gi' },
} as const;

// Storages whose messages rust_snuba of May and August 2026 has no processor for: three processes of Python, measured idle 423 to 442 MiB.
const inPython = ['group_attributes', 'search_issues', 'transactions'];
const pythonSizes = {
  small: { cpu: '60m', memory: '448Mi', memoryLimit: '1Gi' },
  medium: { cpu: '100m', memory: '512Mi', memoryLimit: '1536Mi' },
} as const;

/** Services that run `snuba`. */
export const snubaRoles: readonly Role[] = [
  {
    ...snuba,
    name: 'snuba-api',
    matches: ({ image, argv }) => image === 'snuba' && (argv.length === 0 || argv[0] === 'api'),
    ports: { http: 1218 },
    health: { kind: 'probes', live: { http: '/health', port: 'http' }, ready: { http: '/health', port: 'http' }, startSeconds: 300 },
    peers,
    scales: 'free',
    update: 'surge',
    // granian gives its workers 30 s.
    stopSeconds: 45,
    drainSeconds: 10,
    sizes: {
      // Measured idle, August 2026: 523 MiB, granian's first process and its worker.
      small: { cpu: '75m', memory: '544Mi', memoryLimit: '1Gi' },
      medium: { cpu: '150m', memory: '640Mi', memoryLimit: '1536Mi', replicas: 2 },
    },
  },
  {
    ...snuba,
    name: 'snuba-consumer',
    matches: ({ image, argv }) => image === 'snuba' && /^([a-z-]+-)?consumer$/.test(argv[0] ?? ''),
    health: { kind: 'heartbeat' },
    peers,
    scales: 'partitions',
    stopSeconds: 30,
    sizes,
    sizesFor: ({ argv }) => (optionValues(argv, '--storage').some((storage) => inPython.includes(storage)) ? pythonSizes : undefined),
  },
  {
    ...snuba,
    name: 'snuba-replacer',
    matches: ({ image, argv }) => image === 'snuba' && argv[0] === 'replacer',
    health: { kind: 'heartbeat' },
    peers,
    scales: { alone: 'replacements of a project must be applied in order' },
    stopSeconds: 30,
    sizes,
  },
  {
    ...snuba,
    name: 'snuba-subscriptions',
    matches: ({ image, argv }) => image === 'snuba' && argv[0] === 'subscriptions-scheduler-executor',
    health: { kind: 'heartbeat' },
    peers,
    scales: { alone: 'scheduler and executor are one process that follows a commit log of one partition' },
    stopSeconds: 30,
    sizes,
  },
];
