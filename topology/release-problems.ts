// What a release has that rendering neither takes over nor knows.
import { imageName, isSecretName, parseImage } from 'manifest-review/manifests';
import type { Release, Service } from '../releases/release';
import { settingsSchema } from '../settings/schema';
import { buildTopology } from './build';
import { silent, writers } from './heartbeat';
import { consumption } from './kafka';
import { type Known, knownThings } from './known';
import type { Role } from './role';
import { roleOf, UnknownServiceError } from './service';

/** Something of a release that must be known before it can be rendered rightly. */
export interface ReleaseProblem {
  /** In the data of the release, such as `services`, `web`, `entrypoint`. */
  readonly path: readonly string[];
  readonly message: string;
}

interface Fact {
  readonly what: string;
  readonly value: unknown;
}

/** Roles that a release may have several services of; of any other, one. */
const several = ['snuba-consumer', 'snuba-subscriptions', 'sentry-consumer'];

const profiles: readonly string[] = settingsSchema.shape.profile.unwrap().options;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Connections to services at the ports that their roles have, taken out of a text. */
const withoutAddresses = (text: string, ports: ReadonlyMap<string, readonly number[]>): string =>
  text.replace(/(?<![\w.-])([a-z][a-z0-9-]*):(\d+)/g, (address, name, port) =>
    ports.get(name)?.includes(Number(port)) === true ? '' : address,
  );

/** Whether a text has the name of a service, or a port, that nothing here replaces. */
const hasAddress = (text: string, ports: ReadonlyMap<string, readonly number[]>): boolean => {
  const rest = withoutAddresses(text, ports);
  return /:\d/.test(rest) || (rest.match(/(?<![\w.-])[a-z][a-z0-9-]*(?![\w.-])/g) ?? []).some((word) => ports.has(word));
};

/** Name and major version of an image, such as `postgres:14`. */
export const majorOf = (image: string): string => {
  const { repository, tag = '' } = parseImage(image);
  return `${repository.split('/').at(-1)}:${/^v?\d+/.exec(tag)?.[0] ?? tag}`;
};

const environmentFacts = ({ environment }: Service, ports: ReadonlyMap<string, readonly number[]>): Fact[] =>
  Object.entries(environment).flatMap(([name, value]) => {
    if (value === null) return [];
    const isHost = name.endsWith('_HOST') && ports.has(value);
    const needsRule = isSecretName(name) || value.includes('$(') || (!isHost && hasAddress(value, ports));
    return needsRule ? [{ what: `environment.${name}`, value }] : [];
  });

const commandFacts = ({ command }: Service, role: Role, ports: ReadonlyMap<string, readonly number[]>): Fact[] => {
  // A server's arguments say where it listens and what it reads; a consumer's are its own affair.
  const isServer = role.ports !== undefined || role.runs === 'cronjob' || typeof role.runs === 'object';
  const text = (command ?? []).join(' ');
  const hasOther = /:\d/.test(withoutAddresses(text, ports)) || /:\/\/|\$\(/.test(text);
  return isServer || hasOther ? [{ what: 'command', value: command ?? null }] : [];
};

/** Facts of a service that rendering does not take over as they are. */
const factsOf = (service: Service, role: Role, release: Release, ports: ReadonlyMap<string, readonly number[]>): Fact[] => [
  ...(parseImage(service.image).tag === release.version ? [] : [{ what: 'image', value: majorOf(service.image) }]),
  { what: 'entrypoint', value: service.entrypoint ?? null },
  ...commandFacts(service, role, ports),
  ...environmentFacts(service, ports),
  ...Object.keys(service.dependsOn).flatMap((name) => {
    const other = release.services[name];
    const needed = other === undefined ? name : roleOf(name, other).name;
    return role.peers?.some((peer) => peer.role === needed) === true ? [] : [{ what: 'dependsOn', value: needed }];
  }),
  ...(service.healthcheck === undefined ? [{ what: 'healthcheck.test', value: null }] : []),
  ...Object.entries(service.healthcheck ?? {}).map(([name, value]) => ({ what: `healthcheck.${name}`, value })),
  { what: 'volumes', value: service.volumes.map(({ source, target, readOnly }) => `${source}:${target}${readOnly === true ? ':ro' : ''}`) },
  ...(service.nofile === undefined ? [] : [{ what: 'nofile', value: service.nofile }]),
];

const isOf = (role: Role, { what }: Fact, { roles, what: known }: Known): boolean =>
  known === what && (roles === undefined || roles.includes(role.name));

const isKnownCommand = ({ image, command = [] }: Service): boolean =>
  [...writers, ...silent].some((each) => each.image === imageName(image) && each.command.every((word, index) => command[index] === word));

/** Nothing there, as nearly everywhere: only where the role has lines for something does its absence need one too. */
const isNothing = ({ what, value }: Fact): boolean => (what === 'entrypoint' && value === null) || (what === 'volumes' && same(value, []));

const problemsOf = (name: string, service: Service, release: Release, ports: ReadonlyMap<string, readonly number[]>, used: Set<Known>) => {
  const role = roleOf(name, service);
  if ('notRun' in role) return [];
  const at = (what: string, message: string): ReleaseProblem => ({ path: ['services', name, ...what.split('.')], message });
  const topics = Object.keys(release.topics);
  return [
    ...(/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) ? [] : [at('', 'expected a name that a Service of Kubernetes may have')]),
    ...(service.profiles ?? []).flatMap((profile) =>
      profiles.includes(profile) ? [] : [at('profiles', `expected ${profiles.join(' or ')}, got ${profile}`)],
    ),
    ...factsOf(service, role, release, ports).flatMap((fact) => {
      const lines = knownThings.filter((known) => isOf(role, fact, known));
      if (lines.length === 0 && isNothing(fact)) return [];
      const rules = lines.filter(({ value }) => value === undefined || same(value, fact.value));
      for (const rule of rules) used.add(rule);
      const message = `expected a line for role ${role.name} in topology/known.json that says why it is not taken over, got ${JSON.stringify(fact.value)}`;
      return rules.length > 0 ? [] : [at(fact.what, message)];
    }),
    ...(role.health.kind === 'heartbeat' && !isKnownCommand(service)
      ? [at('command', 'expected a command of releases/heartbeats.json, which says how it shows that it lives')]
      : []),
    ...(role.scales === 'partitions' && consumption(service, topics)?.topic === undefined
      ? [at('command', 'expected a consumer whose topic is known; add it to topology/kafka.ts')]
      : []),
  ];
};

/** Ports by which each service that runs may be called. */
const portsOf = (release: Release): Map<string, readonly number[]> =>
  new Map(
    Object.entries(release.services).map(([name, service]) => {
      const role = roleOf(name, service);
      return [name, 'notRun' in role ? [] : Object.values(role.ports ?? {})];
    }),
  );

const twice = (release: Release): ReleaseProblem[] => {
  const names = new Map<string, string>();
  return Object.entries(release.services).flatMap(([name, service]) => {
    const role = roleOf(name, service).name;
    const other = names.get(role);
    names.set(role, name);
    return other === undefined || several.includes(role)
      ? []
      : [{ path: ['services', name], message: `expected one service of role ${role}, which ${other} is, got another` }];
  });
};

/** Addresses in the values of a file that is passed on whole. */
const addressesIn = (value: unknown, path: readonly string[], ports: ReadonlyMap<string, readonly number[]>): ReleaseProblem[] => {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, below]) => addressesIn(below, [...path, key], ports));
  }
  return typeof value === 'string' && /:\d|:\/\//.test(value)
    ? [{ path, message: `expected no address, since it is passed on as it is, got ${JSON.stringify(value)}` }]
    : [];
};

/** All of it, or what made it impossible to look further. */
const checked = (look: () => ReleaseProblem[]): ReleaseProblem[] => {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof UnknownServiceError)) throw error;
    return [{ path: ['services'], message: error.message }];
  }
};

/**
 * What a release has that would be lost when it is rendered: anything of its services that is neither taken over nor in
 * topology/known.json; `used` are the lines of that file which it needs.
 */
export const releaseProblems = (release: Release): { readonly problems: readonly ReleaseProblem[]; readonly used: ReadonlySet<Known> } => {
  const used = new Set<Known>();
  const problems = checked(() => {
    const ports = portsOf(release);
    return [
      ...Object.entries(release.services).flatMap(([name, service]) => problemsOf(name, service, release, ports, used)),
      ...twice(release),
      ...addressesIn(release.taskbroker, ['taskbroker'], ports),
    ];
  });
  const topologies = checked(() => {
    for (const profile of profiles) {
      const urls = { url: 'https://sentry.example.com', ingest: { url: 'https://ingest.example.com' } };
      buildTopology(settingsSchema.parse({ ...urls, profile }), release);
    }
    return [];
  });
  return { problems: problems.length > 0 ? problems : topologies, used };
};
