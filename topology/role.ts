// What there is to know of running one kind of component: the types.
import type { Settings } from '../settings/schema';

/** The file under dist/ (without its wave) and the construct class that a component belongs to. */
export type Subsystem =
  | 'foundation'
  | 'postgres'
  | 'redis'
  | 'kafka'
  | 'clickhouse'
  | 'memcached'
  | 'object-store'
  | 'schema'
  | 'web'
  | 'relay'
  | 'ingest'
  | 'snuba'
  | 'tasks'
  | 'symbolicator'
  | 'profiling'
  | 'uptime'
  | 'preprod'
  | 'retention'
  | 'nginx'
  | 'edge';

/** Subsystems that keep or cache data for others. */
export const storeSubsystems: readonly Subsystem[] = ['postgres', 'redis', 'kafka', 'clickhouse', 'memcached', 'object-store'];

/** Upstream's service reduced to what a role is found by. */
export interface Candidate {
  /** Last part of the image's repository: `sentry` of ghcr.io/getsentry/sentry:1. */
  readonly image: string;
  /** Arguments after the entrypoint; empty where the image's own run. */
  readonly argv: readonly string[];
}

/** A TCP connection that a component opens: to the components of a role, on the named ports (the role's first when absent). */
export interface Peer {
  readonly role: string;
  readonly ports?: readonly string[];
}

/** What a program keeps at a path; docs/writes.md is made of it. */
export interface Written {
  readonly path: string;
  readonly what: string;
  /** What keeps it below its size; who says so where it is neither an option of ours nor a word of upstream's. */
  readonly boundedBy: string;
}

/** A path that the image writes; becomes an emptyDir over a read-only root filesystem. */
export interface Writable extends Written {
  /** Kubernetes quantity. */
  readonly sizeLimit: string;
  /** In memory, within the memory limit: who fills it is refused a write, where a pod that fills a disk is evicted. @default false */
  readonly inMemory?: boolean;
}

export interface Size {
  /** Kubernetes quantities. */
  readonly cpu: string;
  readonly memory: string;
  readonly memoryLimit: string;
  /** @default 1 */
  readonly replicas?: number;
  /** Worker processes, for a server that is told how many. */
  readonly workers?: number;
}

type Exec = { readonly exec: readonly string[] };
type Http = { readonly http: string; readonly port: string };
type Tcp = { readonly tcp: string };
type Grpc = { readonly grpc: string; readonly service: string };

export type Check = Exec | Http | Tcp | Grpc;

/**
 * How the kubelet learns that a component lives.
 * `heartbeat`: a file that a consumer touches about once a second while it makes progress; its age is checked, it is never deleted.
 * Which commands do is data of releases/heartbeats.json; others of the role are not probed.
 */
export type Health =
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'probes'; readonly live: Check; readonly ready?: Check; readonly startSeconds: number }
  | { readonly kind: 'none'; readonly reason: string };

/** What kind of thing a component is, whatever its name and release: as far as users of the library may rely on it. */
export interface Role {
  /** Such as `web`, `postgres` or `snuba-consumer`; several components may be of one. */
  readonly name: string;
  /** deployment and statefulset run for ever; a sidecar runs in the pod of the role that it names; job and cronjob end. */
  readonly runs: 'deployment' | 'statefulset' | 'job' | 'cronjob' | { readonly sidecarOf: string };
  /** TCP ports by name; clients use the first unless they name another. */
  readonly ports?: Readonly<Record<string, number>>;
  /**
   * free: any number of replicas; partitions: at most those of its topic;
   * otherwise alone, for the reason given.
   */
  readonly scales: 'free' | 'partitions' | { readonly alone: string };
}

/**
 * What we know of running it beside: for the constructs alone, and not in the declarations of the package.
 * @internal
 */
export interface Role {
  readonly subsystem: Subsystem;
  /** Whether an upstream service is of this role; absent for components that are ours. */
  readonly matches?: (candidate: Candidate) => boolean;
  /** Role whose image a component of ours uses. */
  readonly imageOf?: string;
  /** User and group of the image; every volume belongs to the group. */
  readonly uid: number;
  readonly gid: number;
  /** Replaces the image's entrypoint; absent: the image's own is right as it is. */
  readonly command?: readonly string[];
  readonly writes?: readonly Writable[];
  /** Reason why the root filesystem cannot be read-only. */
  readonly writableRoot?: string;
  /**
   * Persistent volume of a statefulset: where it is mounted and its size, a Kubernetes quantity.
   * No preset of `size` changes it: a volume can grow, and never shrinks.
   */
  readonly volume?: Written & { readonly size: string };
  readonly health: Health;
  readonly peers?: readonly Peer[];
  /** Whether those of its clients that wait for their stores wait for it: they cannot start without. */
  readonly awaited?: boolean;
  /** Whether it runs in a JVM, whose heap is half of the memory limit: the rest is the page cache's and the JVM's own. */
  readonly jvm?: boolean;
  /** Why the component may reach addresses outside the cluster. */
  readonly internet?: string;
  /** Whether the component calls the Kubernetes API (and so mounts a token). */
  readonly kubernetesApi?: boolean;
  /** Accepts connections from outside the instance: the doors. */
  readonly public?: boolean;
  /** The database whose schema pods wait for; absent: none is read. */
  readonly schema?: 'postgres' | 'clickhouse';
  /**
   * surge: the new pod is ready before the old one goes (doors);
   * replace: the old pod goes first (consumers: a partition has one reader, and a full node has no room for both).
   * @default 'replace'
   */
  readonly update?: 'surge' | 'replace';
  /** From SIGTERM to SIGKILL; longer than the longest piece of work. */
  readonly stopSeconds: number;
  /** Runs before SIGTERM, where the image does not stop by that signal. */
  readonly preStop?: readonly string[];
  /** Seconds between leaving the Service's endpoints and SIGTERM, for doors. */
  readonly drainSeconds?: number;
  readonly sizes: Readonly<Record<Settings['size'], Size>>;
  /** Other sizes for services whose arguments make them need more. */
  readonly sizesFor?: (candidate: Candidate) => Role['sizes'] | undefined;
}

/** An upstream service that we know and do not run, with the reason. */
export interface NotRun {
  readonly name: string;
  readonly matches: (candidate: Candidate) => boolean;
  readonly notRun: string;
}
