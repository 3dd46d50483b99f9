// PostgreSQL, the pool before it, and what vacuums it.
import type { Role } from '../role';
import { single } from './single';

export const postgresRoles: readonly Role[] = [
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
    awaited: true,
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
    awaited: true,
    scales: 'free',
    update: 'surge',
    stopSeconds: 30,
    drainSeconds: 5,
    sizes: {
      small: { cpu: '50m', memory: '24Mi', memoryLimit: '128Mi' },
      medium: { cpu: '100m', memory: '48Mi', memoryLimit: '256Mi', replicas: 2 },
    },
  },
];

export const vacuum: Role = {
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
};
