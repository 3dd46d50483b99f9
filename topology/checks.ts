// What is wrong with settings in the light of the release.
import { parseImage, quantity } from 'manifest-review/manifests';
import type { Release } from '../releases/release';
import { type Problem, unknown } from '../settings/problem';
import type { Settings } from '../settings/schema';
import { consumption } from './kafka';
import { nameOf } from './name';
import { roles } from './roles';
import { roleOf } from './service';
import type { Topology } from './topology';

/** Topics that must keep one partition in this release, whatever the profile, with the reason. */
const singlePartitionTopics = (release: Release): Record<string, string> => {
  const topics = Object.keys(release.topics);
  return Object.assign({}, ...Object.values(release.services).map((service) => consumption(service, topics)?.single ?? {}));
};

const unknownNames = (settings: Settings, release: Release): Problem[] => {
  const services = Object.keys(release.services);
  const own = roles.filter(({ matches }) => matches === undefined).map(({ name }) => name);
  const components = [...services, ...own];
  const topics = Object.keys(release.topics);
  const images = [...Object.values(release.services).map(({ image }) => image), settings.nodestore.image ?? []].flat();
  const registries = [...new Set(images.map((image) => parseImage(image).registry))].sort();
  return [
    ...Object.keys(settings.components).flatMap((name) =>
      components.includes(name) ? [] : [unknown(['components', name], 'component', components)],
    ),
    ...Object.keys(settings.images.overrides).flatMap((name) =>
      services.includes(name) ? [] : [unknown(['images', 'overrides', name], 'component', services)],
    ),
    ...Object.keys(settings.images.registries).flatMap((name) =>
      registries.includes(name) ? [] : [unknown(['images', 'registries', name], 'registry', registries)],
    ),
    ...Object.keys(settings.topics).flatMap((name) => (topics.includes(name) ? [] : [unknown(['topics', name], 'topic', topics)])),
  ];
};

const notRunning = (settings: Settings, release: Release, topology: Topology): Problem[] =>
  Object.keys(settings.components).flatMap((name) => {
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

/** An image starts on its own architecture alone; of one that the user names instead it is not known. */
const architectures = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, placement: { architecture } }) => {
    const given = settings.components[name]?.nodeSelector?.['kubernetes.io/arch'];
    if (architecture === undefined || given === undefined || given === architecture) return [];
    const message = `expected ${architecture}, the only architecture of its image, got "${given}"; images.overrides can name another tag`;
    return [{ path: ['components', name, 'nodeSelector', 'kubernetes.io/arch'], message }];
  });

const replicas = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role, consumption: kafka, replicas: count }) => {
    if (settings.components[name]?.replicas === undefined || count <= 1) return [];
    const path = ['components', name, 'replicas'];
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
    return count > partitions
      ? [
          {
            path,
            message: `expected at most ${partitions}, the partitions of topic ${topic}, got ${count}; raise topics.${topic}.partitions too`,
          },
        ]
      : [];
  });

const partitions = (settings: Settings, release: Release): Problem[] => {
  const single = singlePartitionTopics(release);
  return Object.entries(settings.topics).flatMap(([name, { partitions: count }]) => {
    const reason = single[name];
    return count > 1 && reason !== undefined
      ? [{ path: ['topics', name, 'partitions'], message: `expected 1, got ${count}: ${reason}` }]
      : [];
  });
};

const volumes = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role }) =>
    settings.components[name]?.resources?.storage === undefined || role.volume !== undefined
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
  topology.components.flatMap(({ name, resources: { memory: request, memoryLimit: limit } }) => {
    if (quantity(request).nano <= quantity(limit).nano) return [];
    const path = ['components', name, 'resources'];
    return settings.components[name]?.resources?.requests?.memory === undefined
      ? [{ path: [...path, 'limits', 'memory'], message: `expected at least ${request}, which is requested, got ${limit}` }]
      : [{ path: [...path, 'requests', 'memory'], message: `expected at most the limit ${limit}, got ${request}` }];
  });

const names = ({ instance }: Settings, { components }: Topology): Problem[] => {
  const taken = new Map<string, string>();
  for (const { name } of components) {
    const other = taken.get(nameOf(instance, name));
    if (other !== undefined) {
      const message = `expected a shorter name, got "${instance}" of ${instance.length} characters: the names of ${other} and ${name} are cut to the same`;
      return [{ path: ['instance'], message }];
    }
    taken.set(nameOf(instance, name), name);
  }
  return [];
};

/** What is wrong with the settings in the light of the release: names, profile, replicas, partitions and sizes. */
export const topologyProblems = (settings: Settings, release: Release, topology: Topology): Problem[] => [
  ...unknownNames(settings, release),
  ...notRunning(settings, release, topology),
  ...architectures(settings, topology),
  ...replicas(settings, topology),
  ...partitions(settings, release),
  ...volumes(settings, topology),
  ...memory(settings, topology),
  ...names(settings, topology),
];
