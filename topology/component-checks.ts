// What is wrong with settings of components in the light of the release.
import { quantity } from 'manifest-review/manifests';
import type { Release } from '../releases/release';
import type { Problem } from '../settings/problem';
import type { Settings } from '../settings/schema';
import { addressVariables } from './added-variables';
import { componentSettings, everyComponent, settledBy } from './component-settings';
import { consumption } from './kafka';
import { roles } from './roles';
import { roleOf } from './service';
import type { Topology } from './topology';

/** Topics that must keep one partition in this release, whatever the profile, with the reason. */
export const singlePartitionTopics = (release: Release): Record<string, string> => {
  const topics = Object.keys(release.topics);
  return Object.assign({}, ...Object.values(release.services).map((service) => consumption(service, topics)?.single ?? {}));
};

const isWide = (name: string): boolean => name === everyComponent || name.startsWith('role:');

/** Numbers that are right for one component alone. */
const wide = ({ components }: Settings): Problem[] => [
  ...(components[everyComponent]?.replicas === undefined
    ? []
    : [
        {
          path: ['components', everyComponent, 'replicas'],
          at: 'key' as const,
          message: 'expected it at a component or a role: some must be alone',
        },
      ]),
  ...Object.keys(components)
    .filter((name) => isWide(name) && components[name]?.resources?.storage !== undefined)
    .map((name) => ({
      path: ['components', name, 'resources', 'storage'],
      at: 'key' as const,
      message: 'expected it at a component: volumes of one size for all would be too small or too large',
    })),
];

const notRunning = (settings: Settings, release: Release, topology: Topology): Problem[] =>
  Object.keys(settings.components).flatMap((name) => {
    if (isWide(name)) return [];
    const path = ['components', name];
    const service = release.services[name];
    if (topology.components.some((component) => component.name === name)) return [];
    if (service === undefined) {
      const own = roles.some((role) => role.matches === undefined && role.name === name);
      return own ? [{ path, message: `expected a component that runs, got "${name}", which the settings switch off` }] : [];
    }
    const role = roleOf(name, service);
    if ('notRun' in role) return [{ path, message: `expected a component that runs, got "${name}": ${role.notRun}` }];
    return [
      {
        path,
        message: `expected a component of profile ${settings.profile}, got "${name}", which runs in ${(service.profiles ?? []).join(', ')}`,
      },
    ];
  });

const architectureLabel = 'kubernetes.io/arch';

/** An image starts on its own architecture alone; of one that the user names instead it is not known. */
const architectures = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role, placement: { architecture } }) => {
    const given = componentSettings(settings, name, role).nodeSelector?.[architectureLabel];
    if (architecture === undefined || given === undefined || given === architecture) return [];
    const key = settledBy(settings, { name, role }, ({ nodeSelector }) => nodeSelector?.[architectureLabel]) ?? name;
    const whose = key === name ? 'its image' : `the image of ${name}, which may have a nodeSelector of its own`;
    const message = `expected ${architecture}, the only architecture of ${whose}, got "${given}"; images.overrides can name another tag`;
    return [{ path: ['components', key, 'nodeSelector', architectureLabel], message }];
  });

const replicas = (settings: Settings, release: Release, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role, consumption: kafka, replicas: count }) => {
    const key = settledBy(settings, { name, role }, (own) => own.replicas);
    if (key === undefined || key === everyComponent || count <= 1) return [];
    const path = ['components', key, 'replicas'];
    if (typeof role.scales === 'object') return [{ path, message: `expected at most 1, got ${count}: ${role.scales.alone}` }];
    if (typeof role.runs === 'object')
      return [
        {
          path,
          message: `expected no replicas of its own, got ${count}: it runs in the pod of ${role.runs.sidecarOf}`,
        },
      ];
    if (role.scales === 'free') return [];
    const topic = kafka?.topic;
    if (topic === undefined) return [{ path, message: `expected at most 1, got ${count}: the topic it reads is not known` }];
    const partitions = topology.topics[topic]?.partitions ?? 1;
    const reason = singlePartitionTopics(release)[topic];
    if (reason !== undefined)
      return [
        {
          path,
          message: `expected at most 1, got ${count}: topic ${topic} has one partition for good, since ${reason}; give the one more by components.${name}.resources`,
        },
      ];
    return count > partitions
      ? [
          {
            path,
            message: `expected at most ${partitions}, the partitions of topic ${topic}, got ${count}; raise topics.${topic}.partitions too`,
          },
        ]
      : [];
  });

/** Others' first container waits for it until it is there. */
const neededOnes = (settings: Settings, topology: Topology): Problem[] => {
  const awaited = new Set(topology.components.flatMap(({ outbound }) => outbound.filter((each) => each.awaited).map(({ to }) => to)));
  return topology.components
    .filter(({ name, role, replicas: count }) => count === 0 && (awaited.has(name) || role.volume !== undefined))
    .map(({ name, role }) => ({
      path: ['components', settledBy(settings, { name, role }, (own) => own.replicas) ?? name, 'replicas'],
      message: `expected 1, got 0: others wait for ${name} until it is there; to rest the instance, scale in the cluster`,
    }));
};

/** Waits, policies and configuration go by the address that the topology has. */
const settledVariables = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role, service, environment }) =>
    Object.keys(componentSettings(settings, name, role).env ?? {}).flatMap((variable) => {
      const upstream = service?.environment[variable];
      const mapped = typeof upstream === 'string' && environment[variable] !== undefined && environment[variable] !== upstream;
      return mapped || addressVariables.includes(variable)
        ? [
            {
              path: ['components', settledBy(settings, { name, role }, ({ env }) => env?.[variable]) ?? name, 'env', variable],
              message: `expected no variable that says where a part of the instance is, got "${variable}": its pods wait for, and may reach, what the instance runs`,
            },
          ]
        : [];
    }),
  );

/** A sidecar has no pod, and so no place, of its own. */
const sidecars = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role: { runs } }) => {
    if (typeof runs !== 'object') return [];
    const own = settings.components[name] ?? {};
    return (['nodeSelector', 'tolerations', 'pod'] as const)
      .filter((key) => own[key] !== undefined)
      .map((key) => ({
        path: ['components', name, key],
        at: 'key' as const,
        message: `expected it at components.${runs.sidecarOf}, in whose pod ${name} runs`,
      }));
  });

const volumes = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role }) =>
    settings.components[name]?.resources?.storage === undefined ||
    role.volume !== undefined ||
    role.writes?.some(({ claimable }) => claimable) === true
      ? []
      : [
          {
            path: ['components', name, 'resources', 'storage'],
            message: `expected a component with a volume, got "${name}", which keeps no data`,
          },
        ],
  );

/** The API server refuses a request above the limit, also where one of them is that of the size. */
const memory = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role, resources: { memory: request, memoryLimit: limit } }) => {
    if (quantity(request).nano <= quantity(limit).nano) return [];
    const asked = settledBy(settings, { name, role }, ({ resources }) => resources?.requests?.memory);
    const bound = settledBy(settings, { name, role }, ({ resources }) => resources?.limits?.memory);
    const path = ['components', asked ?? bound ?? name, 'resources'];
    return asked === undefined
      ? [{ path: [...path, 'limits', 'memory'], message: `expected at least ${request}, which is requested, got ${limit}` }]
      : [{ path: [...path, 'requests', 'memory'], message: `expected at most the limit ${limit}, got ${request}` }];
  });

/** What is wrong with components: names that run nothing, architecture, replicas, variables, places and sizes. */
export const componentProblems = (settings: Settings, release: Release, topology: Topology): Problem[] => [
  ...wide(settings),
  ...notRunning(settings, release, topology),
  ...architectures(settings, topology),
  ...replicas(settings, release, topology),
  ...neededOnes(settings, topology),
  ...settledVariables(settings, topology),
  ...sidecars(settings, topology),
  ...volumes(settings, topology),
  ...memory(settings, topology),
];
