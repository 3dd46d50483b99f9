// What upstream ships in one version: the types of releases/<version>.json.
/** A value in a file of settings; `(computed)` where it is no literal. */
export type Setting = string | number | boolean | null | readonly Setting[] | { readonly [name: string]: Setting };

/** A release of self-hosted Sentry. */
export interface Release {
  /** Upstream's tag, such as 26.8.0. */
  readonly version: string;
}

/**
 * What upstream ships in it: imported from its own files by `cdk8s-sentry release import`, never edited by hand. Not in the declarations
 * of the package.
 * @internal
 */
export interface Release {
  /** By service name, in the order of upstream's compose file. */
  readonly services: Readonly<Record<string, Service>>;
  /** What the images of the services are, by the last part of their repository. */
  readonly images: Readonly<Record<string, Image>>;
  /** Every topic to create, with upstream's configuration, by name. */
  readonly topics: Readonly<Record<string, Topic>>;
  /** Feature flags that upstream sets in sentry.conf.py. */
  readonly features: Readonly<Record<string, boolean>>;
  /** Upstream's taskbroker/config.yml as data; absent where the release configures it by environment alone. */
  readonly taskbroker?: Readonly<Record<string, unknown>> & { readonly kafka_topics?: Readonly<Record<string, unknown>> };
  /** Settings of upstream's clickhouse/config.xml, by dotted path; `null` where it removes the element. */
  readonly clickhouse: Readonly<Record<string, string | null>>;
  /** Settings of upstream's other files, by file and dotted name; ours are compared with them. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, Setting>>>>;
}

/** Of releases/images.json, where the sources are named. */
export interface Image {
  /** Absent: the image has none. */
  readonly entrypoint?: readonly string[];
  /** Default arguments, which Kubernetes drops as soon as a container names a command or arguments. Absent: the image has none. */
  readonly command?: readonly string[];
  /** Those it runs on, as Kubernetes names them: amd64, arm64. */
  readonly architectures: readonly string[];
}

export interface Service {
  /** Reference as upstream pulls it; for images that upstream builds on the machine, the image they are built from. */
  readonly image: string;
  /** Absent: the image's own. */
  readonly entrypoint?: readonly string[];
  /** Absent: the image's own. */
  readonly command?: readonly string[];
  /** With upstream's .env applied; `null` is a variable that upstream passes through and leaves unset. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** Compose profiles; absent: runs in every profile. */
  readonly profiles?: readonly string[];
  readonly dependsOn: Readonly<Record<string, string>>;
  readonly healthcheck?: Healthcheck;
  readonly volumes: readonly Volume[];
  /** Such as 256m. */
  readonly shmSize?: string;
  /** Open files. */
  readonly nofile?: number;
}

export interface Healthcheck {
  /** As in compose: CMD or CMD-SHELL first. */
  readonly test: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly startPeriodSeconds: number;
}

export interface Volume {
  /** Name of a volume, or a path in upstream's repository beginning with `./`. */
  readonly source: string;
  readonly target: string;
  readonly readOnly?: boolean;
}

export interface Topic {
  /** Kafka's topic configuration. */
  readonly config: Readonly<Record<string, string>>;
}
