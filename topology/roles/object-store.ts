// SeaweedFS: its servers and what maintains them.
import type { Role } from '../role';
import { single } from './single';

// By default it writes up to five files of 1800 MB a severity into /tmp.
const weed = ['weed', '-logtostderr'];

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
  awaited: true,
  scales: single('SeaweedFS'),
  stopSeconds: 30,
  sizes: {
    // Measured with 4.40: 216 to 308 MiB idle.
    small: { cpu: '100m', memory: '320Mi', memoryLimit: '1Gi' },
    medium: { cpu: '200m', memory: '512Mi', memoryLimit: '2Gi' },
  },
};

export const objectStoreRoles: readonly Role[] = [
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
];
