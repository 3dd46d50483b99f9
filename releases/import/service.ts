// One service of a compose file.
import type { Healthcheck, Service, Volume } from '../release';
import { assignments } from './assignments';
import { count, got, list, mapping, oneOf, only, text, truth, within } from './readers';
import { stop, type YamlTree } from './tree';
import type { Variables } from './variables';
import { splitWords } from './words';

const isNothing = (tree: YamlTree | undefined): boolean => tree === undefined || (tree.kind === 'scalar' && tree.value === null);

const words = (tree: YamlTree | undefined): string[] | undefined => {
  if (tree === undefined || isNothing(tree)) return undefined;
  return tree.kind === 'list' ? tree.items.map(text) : within(tree, () => splitWords(text(tree)));
};

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a duration such as 1m30s. */
const seconds = (tree: YamlTree | undefined, fallback: number): number => {
  if (tree === undefined) return fallback;
  const duration = text(tree);
  if (!/^(?:\d+(?:ms|[smh]))+$/.test(duration)) return stop(tree.at, `expected a duration such as 1m30s, got "${duration}"`);
  return [...duration.matchAll(/(\d+)(ms|[smh])/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (unitSeconds[unit] ?? 0),
    0,
  );
};

const check = (tree: YamlTree): string[] => {
  const test = tree.kind === 'list' ? tree.items.map(text) : ['CMD-SHELL', text(tree)];
  const [how, ...rest] = test;
  if ((how === 'CMD-SHELL' && rest.length === 1) || (how === 'CMD' && rest.length > 0)) return test;
  return stop(tree.at, `expected CMD-SHELL and a line, or CMD and words, got ${got(tree)}`);
};

const healthcheck = (tree: YamlTree | undefined): Healthcheck | undefined => {
  if (tree === undefined) return undefined;
  const {
    test,
    interval,
    timeout,
    retries,
    start_period: startPeriod,
  } = only(tree, ['test', 'interval', 'timeout', 'retries', 'start_period']);
  if (test === undefined) return stop(tree.at, `expected a test, got ${got(tree)}`);
  return {
    test: check(test),
    // Docker's own defaults, which upstream relies on for some of its services.
    intervalSeconds: seconds(interval, 30),
    timeoutSeconds: seconds(timeout, 30),
    retries: retries === undefined ? 3 : count(retries),
    startPeriodSeconds: seconds(startPeriod, 0),
  };
};

const modes = ['ro', 'rw', 'z', 'Z'];

const mount = (tree: YamlTree): Omit<Volume, 'readOnly'> & { readonly isReadOnly: boolean } => {
  if (tree.kind === 'mapping') {
    const { source, target, read_only: readOnly } = only(tree, ['type', 'source', 'target', 'read_only']);
    if (source === undefined || target === undefined) return stop(tree.at, `expected a volume with source and target, got ${got(tree)}`);
    return { source: text(source), target: text(target), isReadOnly: readOnly !== undefined && truth(readOnly) };
  }
  const line = text(tree);
  const [source, target, mode = 'rw', ...rest] = line.split(':');
  if (source === undefined || target === undefined || rest.length > 0 || !mode.split(',').every((word) => modes.includes(word))) {
    return stop(tree.at, `expected a volume as source:target or source:target:ro, got "${line}"`);
  }
  return { source, target, isReadOnly: mode.split(',').includes('ro') };
};

const volume = (tree: YamlTree): Volume => {
  const { source, target, isReadOnly } = mount(tree);
  const type = tree.kind === 'mapping' ? tree.entries.get('type') : undefined;
  const isPath = source.startsWith('./');
  if (type !== undefined) oneOf(type, [isPath ? 'bind' : 'volume']);
  if (!isPath && !/^[A-Za-z0-9][\w.-]*$/.test(source))
    return stop(tree.at, `expected the name of a volume or a path that begins with ./, got "${source}"`);
  if (!target.startsWith('/')) return stop(tree.at, `expected a path in the container, got "${target}"`);
  return isReadOnly ? { source, target, readOnly: true } : { source, target };
};

const conditions = ['service_started', 'service_healthy'];

const dependencies = (tree: YamlTree | undefined): Record<string, string> => {
  if (tree === undefined) return {};
  if (tree.kind === 'list') return Object.fromEntries(tree.items.map((name) => [text(name), 'service_started']));
  return Object.fromEntries(
    [...mapping(tree).entries].map(([name, how]) => {
      const { condition } = only(how, ['condition']);
      return [name, condition === undefined ? 'service_started' : oneOf(condition, conditions)];
    }),
  );
};

const profiles = (tree: YamlTree | undefined): string[] | undefined => {
  if (tree === undefined) return undefined;
  const names = list(tree).items.map(text);
  // Compose runs a service with an empty list in every profile, and this would run it in none.
  return names.length > 0 ? names : stop(tree.at, 'expected the name of a profile, got none');
};

const sharedMemory = (tree: YamlTree | undefined): string | undefined => {
  if (tree === undefined) return undefined;
  const size = text(tree);
  return /^\d+[mg]?$/.test(size) ? size : stop(tree.at, `expected a size such as 256m, got "${size}"`);
};

const openFiles = (tree: YamlTree | undefined): number | undefined => {
  if (tree === undefined) return undefined;
  const { nofile } = only(tree, ['nofile']);
  if (nofile === undefined) return stop(tree.at, `expected nofile, got ${got(tree)}`);
  if (nofile.kind === 'scalar') return count(nofile);
  const { soft, hard } = only(nofile, ['soft', 'hard']);
  if (soft === undefined || hard === undefined || count(soft) !== count(hard))
    return stop(nofile.at, `expected soft and hard to be the same, got ${got(nofile)}`);
  return count(soft);
};

const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

const keys = [
  'image',
  'build',
  'entrypoint',
  'command',
  'environment',
  'profiles',
  'depends_on',
  'healthcheck',
  'volumes',
  'shm_size',
  'ulimits',
] as const;

/**
 * One service of the compose file, interpolated; `pulled` is the base of each image that upstream builds.
 * Throws ImportError for a key that is not read here, and for a value in another form.
 */
export const readService = (tree: YamlTree, variables: Variables, pulled: ReadonlyMap<string, string>): Service => {
  const service = only(tree, keys);
  const image = service.image === undefined ? '' : text(service.image);
  if (image === '') return stop(tree.at, 'expected an image, got none');
  return present({
    image: pulled.get(image) ?? image,
    entrypoint: words(service.entrypoint),
    command: words(service.command),
    environment: assignments(service.environment, variables),
    profiles: profiles(service.profiles),
    dependsOn: dependencies(service.depends_on),
    healthcheck: healthcheck(service.healthcheck),
    volumes: service.volumes === undefined ? [] : list(service.volumes).items.map(volume),
    shmSize: sharedMemory(service.shm_size),
    nofile: openFiles(service.ulimits),
  });
};
