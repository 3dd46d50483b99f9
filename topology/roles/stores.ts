// Databases, queue, caches and object store that the instance runs itself.
import type { Role } from '../role';
import { objectStoreRoles } from './object-store';
import { postgresRoles, vacuum } from './postgres';
import { single } from './single';

const redisSizes = {
  small: { cpu: '75m', memory: '64Mi', memoryLimit: '768Mi' },
  medium: { cpu: '200m', memory: '512Mi', memoryLimit: '4Gi' },
};

export const storeRoles: readonly Role[] = [
  ...postgresRoles,
  {
    name: 'redis',
    subsystem: 'redis',
    matches: ({ image }) => image === 'redis' || image === 'valkey',
    runs: 'statefulset',
    uid: 999,
    gid: 1000,
    ports: { redis: 6379 },
    writes: [{ path: '/tmp', sizeLimit: '16Mi', what: 'nothing', boundedBy: 'snapshots are in the volume' }],
    volume: {
      path: '/data',
      size: '5Gi',
      what: 'dump.rdb and the one that replaces it',
      boundedBy: `twice the dataset, which the memory limit bounds: ${redisSizes.small.memoryLimit} with small; with medium, ${redisSizes.medium.memoryLimit}, a full one needs a larger claim`,
    },
    // Upstream's own check is the readiness one; loading a dump answers it with an error, so liveness asks for the port alone.
    health: { kind: 'probes', live: { tcp: 'redis' }, startSeconds: 300 },
    awaited: true,
    scales: single('Redis'),
    stopSeconds: 60,
    sizes: redisSizes,
  },
  {
    name: 'memcached',
    subsystem: 'memcached',
    matches: ({ image }) => image === 'memcached',
    runs: 'deployment',
    uid: 11211,
    gid: 11211,
    // The image's entrypoint runs memcached when the first argument is an option.
    ports: { memcache: 11211 },
    health: { kind: 'probes', live: { tcp: 'memcache' }, startSeconds: 30 },
    scales: { alone: 'clients are given one server' },
    stopSeconds: 10,
    sizes: {
      small: { cpu: '25m', memory: '24Mi', memoryLimit: '128Mi' },
      medium: { cpu: '50m', memory: '96Mi', memoryLimit: '256Mi' },
    },
  },
  {
    name: 'kafka',
    subsystem: 'kafka',
    matches: ({ image }) => image === 'cp-kafka',
    runs: 'statefulset',
    uid: 1000,
    gid: 1000,
    ports: { kafka: 9092 },
    writes: [
      {
        path: '/etc/kafka',
        sizeLimit: '16Mi',
        what: 'the image’s templates and the files made of them',
        boundedBy: 'less than 100 KB, written at start',
      },
      {
        path: '/var/log/kafka',
        sizeLimit: '256Mi',
        what: 'the log of garbage collections',
        boundedBy: 'KAFKA_GC_LOG_OPTS: five files of 16M (tried with a JVM); all other logs go to stdout',
      },
      { path: '/tmp', sizeLimit: '64Mi', what: 'performance counters of the JVM', boundedBy: '32 KB a process' },
    ],
    volume: {
      path: '/var/lib/kafka/data',
      size: '20Gi',
      what: 'topics',
      boundedBy: 'the retention of each topic, hours to days, times what arrives',
    },
    health: { kind: 'probes', live: { tcp: 'kafka' }, startSeconds: 600 },
    awaited: true,
    jvm: true,
    scales: single('Kafka'),
    // A controlled shutdown closes every log.
    stopSeconds: 120,
    sizes: {
      // Measured with 3.6.2: 316 MiB idle, 497 under 100 writes a second, 541 under 40 MB/s.
      small: { cpu: '200m', memory: '512Mi', memoryLimit: '1536Mi' },
      medium: { cpu: '500m', memory: '1536Mi', memoryLimit: '4Gi' },
    },
  },
  {
    name: 'clickhouse',
    subsystem: 'clickhouse',
    matches: ({ image }) => image === 'clickhouse-server',
    runs: 'statefulset',
    uid: 101,
    gid: 101,
    // The image's entrypoint refuses a volume whose owner is another uid, which fsGroup does not change.
    command: ['clickhouse-server', '--config-file=/etc/clickhouse-server/config.xml'],
    ports: { native: 9000, http: 8123 },
    writes: [
      {
        path: '/var/log/clickhouse-server',
        sizeLimit: '1Gi',
        what: 'clickhouse-server.log and clickhouse-server.err.log, warnings and worse',
        boundedBy: 'logger.size and logger.count: twice four files of 64M',
      },
      { path: '/tmp', sizeLimit: '1Gi', what: 'nothing', boundedBy: 'temporary data is in the volume' },
    ],
    volume: {
      path: '/var/lib/clickhouse',
      size: '30Gi',
      what: 'events, parts that are merged',
      boundedBy: 'row-level retention of SENTRY_EVENT_RETENTION_DAYS; ClickHouse’s own tables of logs are off',
    },
    health: { kind: 'probes', live: { http: '/ping', port: 'http' }, ready: { http: '/ping', port: 'http' }, startSeconds: 600 },
    awaited: true,
    scales: single('ClickHouse'),
    stopSeconds: 120,
    sizes: {
      small: { cpu: '200m', memory: '640Mi', memoryLimit: '2Gi' },
      medium: { cpu: '1', memory: '2Gi', memoryLimit: '8Gi' },
    },
  },
  ...objectStoreRoles,
  vacuum,
];
