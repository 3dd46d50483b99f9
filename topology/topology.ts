// What runs and what talks to what, settled once from the settings and a release: the types.
import type { Release, Service } from '../releases/release';
import type { ComponentSettings } from '../settings/schema';
import type { Consumption } from './kafka';
import type { Role } from './role';
import type { Stores } from './stores';

/** One TCP connection that a component opens. */
export interface Connection {
  /** The component that opens it. */
  readonly from: string;
  /** The component that it goes to, or the role of what runs outside the instance. */
  readonly to: string;
  readonly host: string;
  /** Name and number of the port of `to`. */
  readonly port: string;
  readonly number: number;
  /** Whether who waits for its stores waits for this one. */
  readonly awaited: boolean;
  /** Where `to` is when it runs outside the instance; absent: in the instance. */
  readonly outside?: { readonly networks?: readonly string[] };
}

/** Where a component's pods may run. @internal */
export interface Placement {
  /** The only one its image is built for; absent: several, or not known. */
  readonly architecture?: string;
  /** The user's, in Kubernetes' words. */
  readonly nodeSelector?: ComponentSettings['nodeSelector'];
  readonly tolerations?: ComponentSettings['tolerations'];
}

/** A component with everything settled that the settings say of it. What its containers get in the end stands in its objects. */
export interface Component {
  /** Upstream's service name, or ours for what upstream has no service for. */
  readonly name: string;
  readonly role: Role;
  /** As it is pulled. */
  readonly image: string;
  /** What it reads of Kafka; absent for what is no consumer. */
  readonly consumption?: Consumption;
  readonly replicas: number;
  /** Requests, and the limit of memory, as Kubernetes quantities. */
  readonly resources: { readonly cpu: string; readonly memory: string; readonly memoryLimit: string };
  /** Its volume, a Kubernetes quantity, and the class, the cluster's default when absent; no volume: it keeps no data. */
  readonly storage?: { readonly size: string; readonly className?: string };
  /** Those that others open to it, and those that it opens. */
  readonly inbound: readonly Connection[];
  readonly outbound: readonly Connection[];
}

/**
 * What the constructs make its containers of; not in the declarations of the package.
 * @internal
 */
export interface Component {
  /** Upstream's arguments with host names of this instance, or the image's own where its entrypoint is replaced; absent: the image's own. */
  readonly argv?: readonly string[];
  /** Upstream's environment with host names of this instance, without unset and without secret variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** The user's environment: wins over all other. */
  readonly env: Readonly<Record<string, string>>;
  /** Upstream's service; absent for components that are ours. */
  readonly service?: Service;
  /** Worker processes of a server that is told how many. */
  readonly workers?: number;
  /** Largest heap of a JVM, of 2^20 bytes. */
  readonly heapMebibytes?: number;
  readonly placement: Placement;
}

/** A topic of Kafka as the bootstrap Job makes it. */
export interface TopicPlan {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Kafka's own configuration of a topic, upstream's. */
  readonly config: Readonly<Record<string, string>>;
}

/** Which components run and what talks to what; nothing of Kubernetes. */
export interface Topology {
  /** `<instance>`: prefix of every host name. */
  readonly instance: string;
  /** The release of self-hosted Sentry that runs. */
  readonly release: Release;
  readonly components: readonly Component[];
  readonly stores: Stores;
  /** By name. */
  readonly topics: Readonly<Record<string, TopicPlan>>;
}
