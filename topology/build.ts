// From settings and a release to what runs.
import { imageName, wholeUnits } from 'manifest-review/manifests';
import type { Release } from '../releases/release';
import type { ComponentSettings, Settings } from '../settings/schema';
import { environmentOf, withHosts } from './hosts';
import { pulledImage } from './images';
import { consumption } from './kafka';
import { nameOf } from './name';
import type { Peer, Role, Size } from './role';
import { roles } from './roles';
import { argvOf, candidateOf, inProfile, roleOf, UnknownServiceError } from './service';
import { ownStores, storePorts } from './stores';
import type { Component, Connection, Topology } from './topology';

type Draft = Omit<Component, 'inbound' | 'outbound'>;

/** Roles of upstream's services that every instance needs, whatever its profile. */
const needed = [
  'web',
  'relay',
  'nginx',
  'snuba-api',
  'symbolicator',
  'postgres',
  'postgres-pool',
  'redis',
  'kafka',
  'clickhouse',
  'memcached',
  'object-store',
];

/** What the settings say of one component, or else its size. */
const settled = (
  role: Role,
  size: Size,
  { replicas, resources, env = {}, nodeSelector, tolerations }: ComponentSettings,
  storageClassName: string | undefined,
) => {
  const memoryLimit = resources?.limits?.memory ?? size.memoryLimit;
  return {
    role,
    replicas: replicas ?? size.replicas ?? 1,
    resources: { cpu: resources?.requests?.cpu ?? size.cpu, memory: resources?.requests?.memory ?? size.memory, memoryLimit },
    workers: size.workers,
    heapMebibytes: role.jvm === true ? Number(wholeUnits(memoryLimit) / 2n / 2n ** 20n) : undefined,
    storage: role.volume && { size: resources?.storage ?? role.volume.size, className: storageClassName },
    env,
    placement: { nodeSelector, tolerations },
  };
};

const architectureOf = (architectures: readonly string[] = []): string | undefined =>
  architectures.length === 1 ? architectures[0] : undefined;

const upstreamComponents = (settings: Settings, release: Release): Draft[] => {
  const { instance } = settings;
  const services = Object.keys(release.services);
  const topics = Object.keys(release.topics);
  const sentryImage = (image: string) =>
    settings.nodestore.image !== undefined && imageName(image) === 'sentry' ? settings.nodestore.image : image;

  const chosen = Object.entries(release.services).flatMap(([name, service]) => {
    const role = roleOf(name, service);
    return 'notRun' in role || !inProfile(service, settings.profile) ? [] : [{ name, service, role }];
  });
  const running = chosen.map(({ name }) => name);
  const isOverridden = (name: string) => Object.hasOwn(settings.images.overrides, name);
  return chosen.map(({ name, service, role }) => {
    const size = (role.sizesFor?.(candidateOf(service)) ?? role.sizes)[settings.size];
    const own = settled(role, size, settings.components[name] ?? {}, settings.kubernetes.storageClassName);
    return {
      ...own,
      name,
      service,
      image: pulledImage(sentryImage(service.image), settings.images, name),
      argv: argvOf(name, service, role, release)?.map((argument) => withHosts(argument, running, instance)),
      environment: environmentOf(service, services, running, instance),
      consumption: consumption(service, topics),
      placement: {
        ...own.placement,
        architecture: isOverridden(name) ? undefined : architectureOf(release.images[imageName(service.image)]?.architectures),
      },
    };
  });
};

const isSwitchedOn = ({ name }: Role, { secrets, retention }: Settings): boolean =>
  (name !== 'secrets' || secrets.provider === 'generate') && (name !== 'vacuum' || retention.vacuum !== undefined);

/** Components that upstream has no service for, each with the image of one that it has. */
const ownComponents = (settings: Settings, upstream: readonly Draft[], release: Release): Draft[] =>
  roles
    .filter((role) => role.matches === undefined && isSwitchedOn(role, settings))
    .map((role) => {
      const model = upstream.find((draft) => draft.role.name === role.imageOf);
      if (model === undefined)
        throw new UnknownServiceError(`release ${release.version} has no service of role ${role.imageOf}, whose image ${role.name} uses`);
      const own = settled(role, role.sizes[settings.size], settings.components[role.name] ?? {}, settings.kubernetes.storageClassName);
      return {
        ...own,
        name: role.name,
        image: model.image,
        environment: {},
        placement: { ...own.placement, architecture: model.placement.architecture },
      };
    });

/** Ports of a role that a peer connects to. */
const portsOf = (ports: Readonly<Record<string, number>> = {}, peer: Peer): [string, number][] => {
  const all = Object.entries(ports);
  return peer.ports === undefined ? all.slice(0, 1) : all.filter(([name]) => peer.ports?.includes(name));
};

const connectionsOf = (
  from: Draft,
  { instance, components, stores }: Pick<Topology, 'instance' | 'stores'> & { components: readonly Draft[] },
) =>
  (from.role.peers ?? []).flatMap((peer): Connection[] => {
    const awaited = roles.some(({ name, awaited: is }) => name === peer.role && is === true);
    const inside = components.filter(({ role }) => role.name === peer.role);
    const store = storePorts(stores, peer.role);
    if (inside.length === 0 && store !== undefined)
      return portsOf(store.ports, peer).map(([port, number]) => ({
        from: from.name,
        to: store.component ?? peer.role,
        host: store.host,
        port,
        number,
        awaited,
        ...(store.component === undefined ? { outside: { networks: store.networks } } : {}),
      }));
    return inside.flatMap(({ name, role }) =>
      portsOf(role.ports, peer).map(([port, number]) => ({
        from: from.name,
        to: name,
        host: nameOf(instance, name),
        port,
        number,
        awaited,
      })),
    );
  });

/** Gives each component its connections, in both directions; those to a store that no component runs lead outside. */
export const connect = (topology: Omit<Topology, 'components'> & { readonly components: readonly Draft[] }): Topology => {
  const all = topology.components.flatMap((component) => connectionsOf(component, topology));
  return {
    ...topology,
    components: topology.components.map((component) => ({
      ...component,
      inbound: all.filter(({ to, outside }) => outside === undefined && to === component.name),
      outbound: all.filter(({ from }) => from === component.name),
    })),
  };
};

const topicPlans = (settings: Settings, release: Release): Topology['topics'] =>
  Object.fromEntries(
    Object.entries(release.topics).map(([name, { config }]) => [
      name,
      { partitions: settings.topics[name]?.partitions ?? 1, replicationFactor: 1, config },
    ]),
  );

/**
 * The components of the chosen profile and their connections.
 * Throws UnknownServiceError for a service of the release that no role fits, also outside the profile, and for one that it lacks.
 */
export const buildTopology = (settings: Settings, release: Release): Topology => {
  const { instance } = settings;
  const upstream = upstreamComponents(settings, release);
  const missing = needed.find((role) => !upstream.some((draft) => draft.role.name === role));
  if (missing !== undefined) throw new UnknownServiceError(`release ${release.version} has no service of role ${missing}`);
  const components = [...upstream, ...ownComponents(settings, upstream, release)];
  return connect({ instance, release, topics: topicPlans(settings, release), stores: ownStores(instance, components), components });
};
