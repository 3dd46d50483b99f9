import { imageName, isSecretName, UserError } from 'manifest-review/manifests';
import type { Release, Service } from '../releases/release';
import type { ComponentSettings, Settings } from '../settings/schema';
import { pulledImage } from './images';
import { type Consumption, consumption } from './kafka';
import type { Candidate, Peer, Role, Size } from './role';
import { roles } from './roles';

/** One TCP connection between two components of the instance. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  /** Name and number of the port of `to`. */
  readonly port: string;
  readonly number: number;
}

export interface Component {
  /** Upstream's service name, or ours for what upstream has no service for. */
  readonly name: string;
  readonly role: Role;
  /** As it is pulled. */
  readonly image: string;
  /** Those its image runs on; absent: not known. */
  readonly architectures?: readonly string[];
  /** Upstream's arguments with host names of this instance, or the image's own where its entrypoint is replaced; absent: the image's own. */
  readonly argv?: readonly string[];
  /** Upstream's environment with host names of this instance, without unset and without secret variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Upstream's service; absent for components that are ours. */
  readonly service?: Service;
  readonly consumption?: Consumption;
  readonly replicas: number;
  readonly size: Size;
  readonly settings: ComponentSettings;
  readonly inbound: readonly Connection[];
  readonly outbound: readonly Connection[];
}

export interface TopicPlan {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Which components run and what talks to what; nothing of Kubernetes. */
export interface Topology {
  /** `<instance>`: prefix of every host name. */
  readonly instance: string;
  readonly release: Release;
  readonly components: readonly Component[];
  readonly topics: Readonly<Record<string, TopicPlan>>;
}

/** Raised for a service that no role fits: a new kind of service needs a role before it can be run. */
export class UnknownServiceError extends UserError {
  override readonly name = 'UnknownServiceError';

  constructor(message: string) {
    super([message]);
  }
}

const candidateOf = ({ image, command = [] }: Service): Candidate => ({ image: imageName(image), argv: command });

/** The role of an upstream service, found by its image and argv. */
export const roleOf = (name: string, service: Service): Role => {
  const candidate = candidateOf(service);
  const found = roles.find((role) => role.matches?.(candidate) === true);
  if (found === undefined) {
    throw new UnknownServiceError(
      `service ${name}: no role fits image ${service.image} with arguments ${JSON.stringify(candidate.argv)}; add one under topology/roles/`,
    );
  }
  return found;
};

/**
 * Arguments of a service: upstream's, or the image's own where the role replaces the entrypoint, since Kubernetes drops them with it.
 * Throws UnknownServiceError where they are not known.
 */
const argvOf = (name: string, { image, command }: Service, role: Role, release: Release): readonly string[] | undefined => {
  if (role.command === undefined || (command !== undefined && command.length > 0)) return command;
  const known = release.images[imageName(image)];
  if (known === undefined) {
    throw new UnknownServiceError(
      `service ${name}: role ${role.name} replaces the entrypoint of ${image}, whose default arguments are not known; add them to releases/images.json and import release ${release.version} again`,
    );
  }
  return known.command;
};

/** Whether upstream runs the service in that profile. */
export const inProfile = ({ profiles }: Service, profile: Settings['profile']): boolean =>
  profiles === undefined || profiles.includes(profile);

/** Replaces upstream's host names by those of the instance: `kafka:9092`, `http://web:9000`, and a bare name in a variable ending in _HOST. */
export const withHosts = (value: string, services: readonly string[], instance: string, variable = ''): string => {
  if (variable.endsWith('_HOST') && services.includes(value)) return `${instance}-${value}`;
  return value.replace(/(?<=^|[/=,@])([a-z][a-z0-9-]*)(?=:\d)/g, (name) => (services.includes(name) ? `${instance}-${name}` : name));
};

/** Upstream's environment as this instance passes it on: without unset and secret variables, and without those that name a service that does not run. */
const environmentOf = ({ environment }: Service, services: readonly string[], running: readonly string[], instance: string) =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([variable, value]) => {
      if (value === null || isSecretName(variable)) return [];
      const absent = services.filter((name) => !running.includes(name));
      if (withHosts(value, absent, instance, variable) !== value) return [];
      return [[variable, withHosts(value, running, instance, variable)]];
    }),
  );

/** Ports of a role that a peer connects to. */
const portsOf = (role: Role, peer: Peer): [string, number][] => {
  const ports = Object.entries(role.ports ?? {});
  return peer.ports === undefined ? ports.slice(0, 1) : ports.filter(([name]) => peer.ports?.includes(name));
};

type Draft = Omit<Component, 'inbound' | 'outbound'>;

const connections = (drafts: readonly Draft[]): Connection[] =>
  drafts.flatMap((from) =>
    (from.role.peers ?? []).flatMap((peer) =>
      drafts
        .filter((to) => to.role.name === peer.role)
        .flatMap((to) => portsOf(to.role, peer).map(([port, number]) => ({ from: from.name, to: to.name, port, number }))),
    ),
  );

const sizeOf = (role: Role, settings: Settings, candidate?: Candidate): Size =>
  ((candidate && role.sizesFor?.(candidate)) ?? role.sizes)[settings.size];

const ownComponents = (settings: Settings): Role[] =>
  roles.filter(
    ({ name, matches }) =>
      matches === undefined &&
      (name !== 'secrets' || settings.secrets.provider === 'generate') &&
      (name !== 'vacuum' || settings.retention.vacuum !== undefined),
  );

const topicPlans = (settings: Settings, release: Release): Record<string, TopicPlan> =>
  Object.fromEntries(
    Object.entries(release.topics).map(([name, { config }]) => [
      name,
      { partitions: settings.topics[name]?.partitions ?? 1, replicationFactor: 1, config },
    ]),
  );

/**
 * The components of the chosen profile and their connections.
 * Throws UnknownServiceError for a service of the release that no role fits, also outside the profile.
 */
export const buildTopology = (settings: Settings, release: Release): Topology => {
  const { instance } = settings;
  const services = Object.keys(release.services);
  const sentryImage = (image: string) =>
    settings.nodestore.image !== undefined && imageName(image) === 'sentry' ? settings.nodestore.image : image;
  const topics = Object.keys(release.topics);

  const chosen = Object.entries(release.services)
    .map(([name, service]) => ({ name, service, role: roleOf(name, service) }))
    .filter(({ service, role }) => inProfile(service, settings.profile) && !(typeof role.runs === 'object' && 'external' in role.runs));
  const running = chosen.map(({ name }) => name);
  const upstream = chosen.map(({ name, service, role }): Draft => {
    const component = settings.components[name] ?? {};
    const size = sizeOf(role, settings, candidateOf(service));
    return {
      name,
      role,
      service,
      image: pulledImage(sentryImage(service.image), settings.images, name),
      argv: argvOf(name, service, role, release)?.map((argument) => withHosts(argument, running, instance)),
      architectures: release.images[imageName(service.image)]?.architectures,
      environment: environmentOf(service, services, running, instance),
      consumption: consumption(service, topics),
      replicas: component.replicas ?? size.replicas ?? 1,
      size,
      settings: component,
    };
  });

  const own = ownComponents(settings).map((role): Draft => {
    const model = upstream.find((draft) => draft.role.name === role.imageOf);
    if (model === undefined)
      throw new UnknownServiceError(`release ${release.version} has no service of role ${role.imageOf}, whose image ${role.name} uses`);
    const component = settings.components[role.name] ?? {};
    const size = sizeOf(role, settings);
    return {
      name: role.name,
      role,
      image: model.image,
      architectures: model.architectures,
      environment: {},
      replicas: component.replicas ?? size.replicas ?? 1,
      size,
      settings: component,
    };
  });

  const drafts = [...upstream, ...own];
  const all = connections(drafts);
  return {
    instance,
    release,
    topics: topicPlans(settings, release),
    components: drafts.map((draft) => ({
      ...draft,
      inbound: all.filter(({ to }) => to === draft.name),
      outbound: all.filter(({ from }) => from === draft.name),
    })),
  };
};

/** The only component of a role, or nothing where the profile does not run one. */
export const findRole = (topology: Topology, role: string): Component | undefined =>
  topology.components.find((component) => component.role.name === role);

/** The only component of a role that every release runs. */
export const requireRole = (topology: Topology, role: string): Component => {
  const found = findRole(topology, role);
  if (found === undefined) throw new UnknownServiceError(`release ${topology.release.version} has no service of role ${role}`);
  return found;
};

/** `host:port` of a component's port, the first when unnamed. */
export const endpoint = (topology: Topology, role: string, port?: string): { host: string; port: number } => {
  const component = requireRole(topology, role);
  const ports = component.role.ports ?? {};
  const number = port === undefined ? Object.values(ports)[0] : ports[port];
  if (number === undefined) throw new UnknownServiceError(`role ${role} has no port ${port ?? ''}`);
  return { host: `${topology.instance}-${component.name}`, port: number };
};

/** Components that read the schema of a database: all that run `sentry`, or all that run `snuba`. */
export const bySchema = (topology: Topology, database: Role['schema']): Component[] =>
  topology.components.filter(({ role }) => role.schema === database);

/** Stable, so that order of declaration never changes the output. */
export const bySubsystem = (topology: Topology, subsystem: Role['subsystem']): Component[] =>
  topology.components.filter((component) => component.role.subsystem === subsystem);
