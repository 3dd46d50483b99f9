// Upstream's compose file.
import type { Service } from '../release';
import { passedOn } from './assignments';
import { type Ignored, withoutIgnored } from './ignored';
import { pulledImages } from './images';
import type { Mounted } from './mounted';
import { mapping, only, truth, within } from './readers';
import { readService } from './service';
import { growTree, type Mapping, placeOf, shown, stop, type YamlTree } from './tree';
import { interpolate, references, type Variables } from './variables';

const interpolated = (tree: YamlTree, variables: Variables): YamlTree => {
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => interpolated(item, variables)) };
  if (tree.kind === 'mapping') {
    return { ...tree, entries: new Map([...tree.entries].map(([key, below]) => [key, interpolated(below, variables)])) };
  }
  const { value } = tree;
  return typeof value === 'string' ? { ...tree, value: within(tree, () => interpolate(value, variables)) } : tree;
};

const file = 'docker-compose.yml';

const scalars = (tree: YamlTree): YamlTree[] =>
  tree.kind === 'scalar' ? [tree] : (tree.kind === 'list' ? tree.items : [...tree.entries.values()]).flatMap(scalars);

/** Variables of .env that the services refer to, or pass on. */
const variablesOf = (services: Mapping): string[] => [
  ...scalars(services).flatMap((tree) => (tree.kind === 'scalar' && typeof tree.value === 'string' ? references(tree.value) : [])),
  ...[...services.entries.values()].flatMap((service) => {
    const { entries } = mapping(service);
    const build = entries.get('build');
    return [...passedOn(entries.get('environment')), ...passedOn(build?.kind === 'mapping' ? build.entries.get('args') : undefined)];
  }),
];

/** Every volume is declared and mounted, on this machine or outside of the project. */
const checkVolumes = (declared: YamlTree | undefined, services: Readonly<Record<string, Service>>, at: Mapping): void => {
  const names = declared === undefined ? new Map<string, YamlTree>() : mapping(declared).entries;
  const mounted = new Set(Object.values(services).flatMap(({ volumes }) => volumes.map(({ source }) => source)));
  for (const [name, volume] of names) {
    const { external } = volume.kind === 'scalar' && volume.value === null ? {} : only(volume, ['external']);
    if (external !== undefined) truth(external);
    if (!mounted.has(name)) stop(volume.at, 'expected a service that mounts it, got none');
  }
  const other = [...mounted].find((source) => !source.startsWith('./') && !names.has(source));
  if (other !== undefined) stop(at.at, `expected volumes to have ${other}, which a service mounts, got none`);
};

export interface Compose {
  /** In the order of the file. */
  readonly services: Readonly<Record<string, Service>>;
  /** Variables of .env that it refers to. */
  readonly variables: readonly string[];
  /** Rules for what is left out. */
  readonly ignored: readonly Ignored[];
  /** Folders that images are built from. */
  readonly built: readonly Mounted[];
  /** `file:line:column: path` of a field of a service in the data of a release, such as `web`, `dependsOn`. */
  readonly place: (path: readonly string[]) => string;
}

/** Fields that the data of a release have under another name. */
const names: Readonly<Record<string, string>> = { dependsOn: 'depends_on', nofile: 'ulimits', shmSize: 'shm_size' };

/**
 * Upstream's compose file with the variables of .env applied (never those of the process).
 * `read` gives the other files of upstream's that it points to.
 * Throws ImportError for whatever is neither read nor left out by a rule, with its place.
 */
export const readCompose = (variables: Variables, read: (file: string) => string): Compose => {
  const { tree, used } = withoutIgnored(growTree(file, read(file)));
  const top = only(tree, ['services', 'volumes']);
  if (top.services === undefined) return stop(tree.at, 'expected services, got none');
  const written = mapping(top.services);
  const trees = mapping(interpolated(written, variables));
  const { pulled, used: usedForImages, built } = pulledImages(trees, variables, read);
  const services = Object.fromEntries([...trees.entries].map(([name, service]) => [name, readService(service, variables, pulled)]));
  for (const [name, { dependsOn }] of Object.entries(services)) {
    const other = Object.keys(dependsOn).find((each) => services[each] === undefined);
    if (other !== undefined) stop(trees.entries.get(name)?.at ?? trees.at, `expected depends_on to name services, got ${other}`);
  }
  checkVolumes(top.volumes, services, written);
  return {
    services,
    variables: variablesOf(written),
    ignored: [...used, ...usedForImages],
    built,
    place: (path) =>
      shown(
        placeOf(
          trees,
          path.map((name) => names[name] ?? name),
        ),
      ),
  };
};
