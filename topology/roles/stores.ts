import type { Role } from '../role';

// By default it writes up to five files of 1800 MB a severity into /tmp.
const weed = ['weed', '-logtostderr'];

const single = (what: string) => ({ alone: `the embedded ${what} is one server with one volume` });

/** SeaweedFS' servers in one process, apart from the ports of its volume server, which differ by command. */
const seaweed = { s3: 8333, master: 9333, 'master-grpc': 19333, filer: 8888, 'filer-grpc': 18888 };

const objectStore: Omit<Role, 'ports' | 'matches'> = {
  name: 'object-store',
  subsystem: 'object-store',
  runs: 'statefulset',
  uid: 1000,
  gid: 1000,
  command: weed,
  writes: [
    {
      path: '/tmp',
      sizeLimit: '1Gi',
      what: 'sockets',
      boundedBy: 'their number; -logtostderr, where it would write up to 27 GB of logs here (tried with 4.40)',
    },
  ],
  volume: {
    path: '/data',
    size: '20Gi',
    what: 'files, profiles, event bodies, their index',
    boundedBy: 'sentry cleanup and the buckets’ lifecycle after retention.days',
  },
  health: { kind: 'probes', live: { tcp: 's3' }, ready: { http: '/healthz', port: 's3' }, startSeconds: 300 },
  scales: single('SeaweedFS'),
  stopSeconds: 30,
  sizes: {
    // Measured with 4.40: 216 to 308 MiB idle.
    small: { cpu: '100m', memory: '320Mi', memoryLimit: '1Gi' },
    medium: { cpu: '200m', memory: '512Mi', memoryLimit: '2Gi' },
  },
};

/** Databases, queue, caches and object store that the instance embeds. */
export const storeRoles: readonly Role[] = [
  {
    name: 'postgres',
    subsystem: 'postgres',
    matches: ({ image }) => image === 'postgres',
    runs: 'statefulset',
    uid: 999,
    gid: 999,
    ports: { postgres: 5432 },
    writes: [
      { path: '/var/run/postgresql', sizeLimit: '16Mi', what: 'a socket and a lock', boundedBy: 'their number' },
      { path: '/tmp', sizeLimit: '64Mi', what: 'nothing', boundedBy: 'temporary files of queries are in the volume' },
    ],
    volume: {
      path: '/var/lib/postgresql/data',
      size: '20Gi',
      what: 'rows, indexes, write-ahead log',
      boundedBy: 'sentry cleanup after retention.days; max_wal_size, 1 GB; bloat by retention.vacuum',
    },
    health: {
      kind: 'probes',
      live: { exec: ['pg_isready', '--quiet', '--username=postgres'] },
      ready: { exec: ['psql', '--username=postgres', '--no-psqlrc', '--quiet', '--command=SELECT 1'] },
      // Recovery after a crash reads the whole write-ahead log.
      startSeconds: 600,
    },
    scales: single('PostgreSQL'),
    // The image stops with SIGINT: a fast shutdown with a checkpoint.
    stopSeconds: 120,
    sizes: {
      small: { cpu: '150m', memory: '224Mi', memoryLimit: '1Gi' },
      medium: { cpu: '500m', memory: '1Gi', memoryLimit: '4Gi' },
    },
  },
  {
    name: 'postgres-pool',
    subsystem: 'postgres',
    matches: ({ image }) => image === 'pgbouncer',
    runs: 'deployment',
    uid: 70,
    gid: 70,
    ports: { postgres: 5432 },
    // The image's entrypoint writes pgbouncer.ini and userlist.txt from its environment.
    writes: [
      {
        path: '/etc/pgbouncer',
        sizeLimit: '1Mi',
        what: 'pgbouncer.ini and userlist.txt',
        boundedBy: 'two files of less than 4 KB, written by the entrypoint',
      },
      {
        path: '/var/log/pgbouncer',
        sizeLimit: '16Mi',
        what: 'nothing',
        boundedBy: 'the entrypoint sets no logfile, so PgBouncer logs to stderr',
      },
      { path: '/var/run/pgbouncer', sizeLimit: '1Mi', what: 'nothing', boundedBy: 'the entrypoint sets no pidfile' },
      { path: '/tmp', sizeLimit: '16Mi', what: 'a socket', boundedBy: 'its number' },
    ],
    health: { kind: 'probes', live: { tcp: 'postgres' }, startSeconds: 60 },
    peers: [{ role: 'postgres' }],
    scales: 'free',
    update: 'surge',
    stopSeconds: 30,
    drainSeconds: 5,
    sizes: {
      small: { cpu: '50m', memory: '24Mi', memoryLimit: '128Mi' },
      medium: { cpu: '100m', memory: '48Mi', memoryLimit: '256Mi', replicas: 2 },
    },
  },
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
      boundedBy: 'twice the memory of the dataset, which the memory limit bounds',
    },
    // Upstream's own check is the readiness one; loading a dump answers it with an error, so liveness asks for the port alone.
    health: { kind: 'probes', live: { tcp: 'redis' }, startSeconds: 300 },
    scales: single('Redis'),
    stopSeconds: 60,
    sizes: {
      small: { cpu: '75m', memory: '64Mi', memoryLimit: '768Mi' },
      medium: { cpu: '200m', memory: '512Mi', memoryLimit: '4Gi' },
    },
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
    scales: single('ClickHouse'),
    stopSeconds: 120,
    sizes: {
      small: { cpu: '200m', memory: '640Mi', memoryLimit: '2Gi' },
      medium: { cpu: '1', memory: '2Gi', memoryLimit: '8Gi' },
    },
  },
  {
    ...objectStore,
    matches: ({ image, argv }) => image === 'seaweedfs' && argv[0] === 'mini',
    ports: { ...seaweed, volume: 9340, 'volume-grpc': 19340 },
  },
  {
    ...objectStore,
    matches: ({ image, argv }) => image === 'seaweedfs' && argv[0] === 'server',
    ports: { ...seaweed, volume: 8080, 'volume-grpc': 18080 },
  },
  {
    name: 'object-store-admin',
    subsystem: 'object-store',
    matches: ({ image, argv }) => image === 'seaweedfs' && argv[0] === 'admin',
    runs: 'deployment',
    uid: 1000,
    gid: 1000,
    command: weed,
    ports: { http: 23646, grpc: 33646 },
    writes: [{ path: '/tmp', sizeLimit: '64Mi', what: 'nothing', boundedBy: '-logtostderr' }],
    health: { kind: 'probes', live: { tcp: 'http' }, startSeconds: 60 },
    peers: [{ role: 'object-store', ports: ['master', 'master-grpc', 'filer', 'filer-grpc', 'volume', 'volume-grpc', 's3'] }],
    scales: { alone: 'it hands out maintenance work' },
    stopSeconds: 15,
    sizes: {
      small: { cpu: '25m', memory: '64Mi', memoryLimit: '256Mi' },
      medium: { cpu: '50m', memory: '96Mi', memoryLimit: '512Mi' },
    },
  },
  {
    name: 'object-store-worker',
    subsystem: 'object-store',
    matches: ({ image, argv }) => image === 'seaweedfs' && argv[0] === 'worker',
    runs: 'deployment',
    uid: 1000,
    gid: 1000,
    command: weed,
    writes: [
      { path: '/tmp', sizeLimit: '1Gi', what: 'work files of maintenance', boundedBy: 'not measured; one task at a time; -logtostderr' },
    ],
    health: { kind: 'none', reason: 'the command serves nothing; it exits when it fails' },
    peers: [
      { role: 'object-store', ports: ['master', 'master-grpc', 'filer', 'filer-grpc', 'volume', 'volume-grpc', 's3'] },
      { role: 'object-store-admin', ports: ['http', 'grpc'] },
    ],
    scales: { alone: 'one is enough for one volume server' },
    stopSeconds: 15,
    sizes: {
      small: { cpu: '25m', memory: '64Mi', memoryLimit: '512Mi' },
      medium: { cpu: '50m', memory: '128Mi', memoryLimit: '1Gi' },
    },
  },
  {
    name: 'vacuum',
    subsystem: 'retention',
    runs: 'cronjob',
    imageOf: 'postgres',
    uid: 999,
    gid: 999,
    command: ['vacuumdb'],
    writes: [{ path: '/tmp', sizeLimit: '16Mi', what: 'nothing', boundedBy: 'the work is the server’s' }],
    health: { kind: 'none', reason: 'it ends' },
    peers: [{ role: 'postgres' }],
    scales: { alone: 'it ends' },
    stopSeconds: 30,
    sizes: {
      small: { cpu: '10m', memory: '16Mi', memoryLimit: '64Mi' },
      medium: { cpu: '10m', memory: '16Mi', memoryLimit: '64Mi' },
    },
  },
  {
    name: 'smtp',
    subsystem: 'foundation',
    matches: ({ image }) => image === 'smtp',
    runs: { external: 'mail goes to the SMTP server named in sentry.yaml' },
    uid: 0,
    gid: 0,
    health: { kind: 'none', reason: 'it does not run' },
    scales: 'free',
    stopSeconds: 0,
    sizes: { small: { cpu: '0', memory: '0', memoryLimit: '0' }, medium: { cpu: '0', memory: '0', memoryLimit: '0' } },
  },
];
