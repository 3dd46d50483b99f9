// Doors, task broker, and the services with images of their own.
import type { Role } from '../role';

/** Everything that is neither Sentry, Snuba nor a store: doors, task broker, and the services with images of their own. */
export const serviceRoles: readonly Role[] = [
  {
    name: 'relay',
    subsystem: 'relay',
    matches: ({ image }) => image === 'relay',
    runs: 'deployment',
    uid: 65532,
    gid: 65532,
    ports: { http: 3000 },
    writes: [
      {
        path: '/tmp',
        sizeLimit: '1Gi',
        what: 'nothing while running',
        boundedBy: 'spool.envelopes.path is unset, so Relay’s buffer is in memory, within its limit',
      },
    ],
    health: {
      kind: 'probes',
      live: { http: '/api/relay/healthcheck/live/', port: 'http' },
      ready: { http: '/api/relay/healthcheck/ready/', port: 'http' },
      // Its own process is up at once; readiness waits for web, liveness does not.
      startSeconds: 120,
    },
    peers: [{ role: 'web' }, { role: 'kafka' }, { role: 'redis' }],
    scales: 'free',
    update: 'surge',
    // Relay drains for limits.shutdown_timeout, 30 s in its configuration.
    stopSeconds: 60,
    drainSeconds: 10,
    sizes: {
      small: { cpu: '100m', memory: '160Mi', memoryLimit: '1536Mi' },
      medium: { cpu: '250m', memory: '512Mi', memoryLimit: '2Gi', replicas: 2 },
    },
  },
  {
    name: 'nginx',
    subsystem: 'nginx',
    matches: ({ image }) => image === 'nginx',
    runs: 'deployment',
    uid: 101,
    gid: 101,
    ports: { http: 8080, health: 8081 },
    writes: [
      {
        path: '/tmp',
        sizeLimit: '1Gi',
        what: 'bodies above 64 KB and answers above 1 MB, its configuration',
        boundedBy: 'the requests under way, whose files go with them: ten of 100 MB at once fill it, and the pod is evicted',
      },
    ],
    health: { kind: 'probes', live: { http: '/healthz', port: 'health' }, ready: { http: '/healthz', port: 'health' }, startSeconds: 60 },
    peers: [{ role: 'web' }, { role: 'relay' }],
    scales: 'free',
    update: 'surge',
    // Longer than proxy_read_timeout.
    stopSeconds: 105,
    drainSeconds: 10,
    sizes: {
      small: { cpu: '25m', memory: '16Mi', memoryLimit: '128Mi' },
      medium: { cpu: '50m', memory: '32Mi', memoryLimit: '256Mi', replicas: 2 },
    },
  },
  {
    name: 'edge',
    subsystem: 'edge',
    runs: 'deployment',
    imageOf: 'nginx',
    uid: 101,
    gid: 101,
    ports: { http: 8080, health: 8081 },
    // Slow senders of large bodies must not get the pod evicted.
    writes: [
      {
        path: '/tmp',
        sizeLimit: '1Gi',
        inMemory: true,
        what: 'bodies above 16 KB, its configuration',
        boundedBy: 'the size itself: who fills it is refused with 503, and the pod stays',
      },
    ],
    health: { kind: 'probes', live: { http: '/healthz', port: 'health' }, ready: { http: '/healthz', port: 'health' }, startSeconds: 60 },
    peers: [{ role: 'relay' }],
    public: true,
    scales: 'free',
    update: 'surge',
    stopSeconds: 60,
    drainSeconds: 10,
    // /tmp, and 8192 connections of up to 50 KB.
    sizes: {
      small: { cpu: '25m', memory: '16Mi', memoryLimit: '1536Mi' },
      medium: { cpu: '100m', memory: '32Mi', memoryLimit: '1536Mi', replicas: 2 },
    },
  },
  {
    name: 'taskbroker',
    subsystem: 'tasks',
    matches: ({ image }) => image === 'taskbroker',
    runs: 'statefulset',
    uid: 1000,
    gid: 1000,
    ports: { grpc: 50051 },
    volume: { path: '/opt/sqlite', size: '5Gi', what: 'tasks that wait, and the write-ahead log', boundedBy: 'db_max_size, 3 GB' },
    health: {
      kind: 'probes',
      live: { grpc: 'grpc', service: 'sentry_protos.taskbroker.v1.ConsumerService' },
      startSeconds: 120,
    },
    peers: [{ role: 'kafka' }],
    scales: { alone: 'its tasks are in a SQLite file of its own and workers are given one address' },
    stopSeconds: 30,
    sizes: {
      small: { cpu: '75m', memory: '64Mi', memoryLimit: '512Mi' },
      medium: { cpu: '150m', memory: '128Mi', memoryLimit: '1Gi' },
    },
  },
  {
    name: 'symbolicator',
    subsystem: 'symbolicator',
    matches: ({ image, argv }) => image === 'symbolicator' && argv[0] === 'run',
    runs: 'deployment',
    uid: 65532,
    gid: 65532,
    ports: { http: 3021 },
    writes: [
      {
        path: '/data',
        sizeLimit: '10Gi',
        what: 'debug files and what is derived from them',
        boundedBy:
          'age alone: what is unused goes after 7 days or retention.days; a busy day of large debug files can fill it, then the pod is evicted and begins with an empty cache',
      },
    ],
    health: {
      kind: 'probes',
      live: { http: '/healthcheck', port: 'http' },
      ready: { http: '/healthcheck', port: 'http' },
      startSeconds: 60,
    },
    peers: [{ role: 'web' }],
    internet: 'symbol servers',
    scales: 'free',
    update: 'surge',
    // It handles no signal, so waiting longer gains nothing.
    stopSeconds: 20,
    drainSeconds: 10,
    sizes: {
      small: { cpu: '50m', memory: '96Mi', memoryLimit: '1Gi' },
      medium: { cpu: '200m', memory: '512Mi', memoryLimit: '3Gi' },
    },
  },
  {
    name: 'symbolicator-cleanup',
    subsystem: 'symbolicator',
    matches: ({ image, argv }) => image === 'symbolicator' && argv[0] === 'cleanup',
    // It cleans the cache of the pod it runs in: no volume is shared between pods.
    runs: { sidecarOf: 'symbolicator' },
    uid: 65532,
    gid: 65532,
    health: { kind: 'none', reason: 'the command serves nothing; it exits when it fails' },
    scales: 'free',
    stopSeconds: 20,
    sizes: {
      small: { cpu: '10m', memory: '16Mi', memoryLimit: '128Mi' },
      medium: { cpu: '10m', memory: '32Mi', memoryLimit: '256Mi' },
    },
  },
  {
    name: 'vroom',
    subsystem: 'profiling',
    matches: ({ image }) => image === 'vroom',
    runs: 'deployment',
    uid: 1000,
    gid: 1000,
    ports: { http: 8085 },
    writes: [
      {
        path: '/tmp',
        sizeLimit: '256Mi',
        what: 'nothing: profiles go to the object store',
        boundedBy: '/tmp/vroom.down is made by hand only',
      },
    ],
    health: { kind: 'probes', live: { http: '/health', port: 'http' }, ready: { http: '/health', port: 'http' }, startSeconds: 60 },
    peers: [{ role: 'kafka' }, { role: 'object-store' }, { role: 'snuba-api' }],
    scales: 'free',
    update: 'surge',
    stopSeconds: 45,
    drainSeconds: 10,
    sizes: {
      small: { cpu: '50m', memory: '128Mi', memoryLimit: '1Gi' },
      medium: { cpu: '100m', memory: '512Mi', memoryLimit: '2Gi' },
    },
  },
  {
    name: 'uptime-checker',
    subsystem: 'uptime',
    matches: ({ image }) => image === 'uptime-checker',
    runs: 'deployment',
    uid: 1000,
    gid: 1000,
    ports: { http: 12345 },
    writes: [{ path: '/tmp', sizeLimit: '64Mi', what: 'nothing known', boundedBy: 'no path is written in its sources' }],
    health: { kind: 'probes', live: { tcp: 'http' }, startSeconds: 120 },
    peers: [{ role: 'kafka' }, { role: 'redis' }],
    internet: 'the sites it checks',
    // It stops by SIGINT alone; tini passes the signal on.
    preStop: ['sh', '-c', 'kill -INT 1 && sleep 5'],
    scales: { alone: 'checkers share the work by a number that each must be given' },
    stopSeconds: 30,
    sizes: {
      small: { cpu: '50m', memory: '64Mi', memoryLimit: '512Mi' },
      medium: { cpu: '100m', memory: '128Mi', memoryLimit: '1Gi' },
    },
  },
  {
    name: 'launchpad-worker',
    subsystem: 'preprod',
    matches: ({ image, argv }) => image === 'launchpad' && argv[0] === 'worker',
    runs: 'deployment',
    uid: 1000,
    gid: 1000,
    // Mobile builds are unpacked here.
    writes: [
      {
        path: '/tmp',
        sizeLimit: '10Gi',
        what: 'mobile builds, unpacked',
        boundedBy: 'LAUNCHPAD_WORKER_CONCURRENCY, 4 at a time; what a killed worker left stays until the pod is replaced',
      },
    ],
    health: { kind: 'heartbeat' },
    peers: [{ role: 'kafka' }, { role: 'taskbroker' }, { role: 'web' }],
    scales: 'free',
    stopSeconds: 100,
    sizes: {
      small: { cpu: '50m', memory: '256Mi', memoryLimit: '2Gi' },
      medium: { cpu: '200m', memory: '512Mi', memoryLimit: '4Gi' },
    },
  },
];
