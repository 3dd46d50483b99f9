// What is wrong with settings in the light of the release.
import { parseImage } from 'manifest-review/manifests';
import type { Release } from '../releases/release';
import { type Problem, unknown } from '../settings/problem';
import type { Settings } from '../settings/schema';
import { componentProblems, singlePartitionTopics } from './component-checks';
import { everyComponent, ofRole } from './component-settings';
import { nameOf } from './name';
import { roles } from './roles';
import type { Topology } from './topology';

const unknownNames = (settings: Settings, release: Release): Problem[] => {
  const services = Object.keys(release.services);
  const own = roles.filter(({ matches }) => matches === undefined).map(({ name }) => name);
  const components = [...services, ...own];
  const roleNames = roles.map(({ name }) => ofRole(name));
  const topics = Object.keys(release.topics);
  const images = [
    ...Object.values(release.services).map(({ image }) => image),
    settings.nodestore.image ?? [],
    settings.images.sentry ?? [],
  ].flat();
  const registries = [...new Set(images.map((image) => parseImage(image).registry))].sort();
  return [
    ...Object.keys(settings.components).flatMap((name) =>
      components.includes(name) || name === everyComponent
        ? []
        : name.startsWith('role:')
          ? roleNames.includes(name)
            ? []
            : [unknown(['components', name], 'role', roleNames)]
          : [unknown(['components', name], 'component', components)],
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

const partitions = (settings: Settings, release: Release): Problem[] => {
  const single = singlePartitionTopics(release);
  return Object.entries(settings.topics).flatMap(([name, { partitions: count }]) => {
    const reason = single[name];
    return count > 1 && reason !== undefined
      ? [{ path: ['topics', name, 'partitions'], message: `expected 1, got ${count}: ${reason}` }]
      : [];
  });
};

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

/** What is wrong with the settings in the light of the release: names, components and partitions. */
export const topologyProblems = (settings: Settings, release: Release, topology: Topology): Problem[] => [
  ...unknownNames(settings, release),
  ...componentProblems(settings, release, topology),
  ...partitions(settings, release),
  ...names(settings, topology),
];
