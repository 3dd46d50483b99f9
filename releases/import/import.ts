// Upstream's files to the data of a release.
import { refusal } from '../load';
import type { Release, Service } from '../release';
import { readClickhouse } from './clickhouse';
import { readCompose } from './compose';
import { ImportError } from './error';
import { readFeatures } from './features';
import { type Ignored, ruleFor } from './ignored';
import { imagesOf } from './image-facts';
import { isFloating } from './images';
import { mountedBy, rulesForMounted } from './mounted';
import { readSettings, rulesForCode } from './settings';
import { readTaskbroker } from './taskbroker';
import { topicsOf } from './topics';
import type { UpstreamFiles } from './upstream';
import { readVariables, type Variables } from './variables';

/** Upstream's own images, which its .env names as NAME_IMAGE, carry the release's version, unless it was tagged by accident. */
const refuseFloating = (tag: string, variables: Variables, services: Readonly<Record<string, Service>>): void => {
  const own = new Set([...variables].flatMap(([name, image]) => (name.endsWith('_IMAGE') ? [image] : [])));
  for (const [name, { image }] of Object.entries(services)) {
    if (own.has(image) && isFloating(image)) {
      throw new ImportError(`${tag} is refused: service ${name} runs ${image}, which is not the same image from one day to the next`);
    }
  }
};

/** Variables that nothing refers to are left out by a rule each. */
const unusedVariables = (text: string, variables: Variables, referred: readonly string[]): Ignored[] =>
  [...variables].flatMap(([name, value]) => {
    if (referred.includes(name)) return [];
    const rule = ruleFor('.env', name, value);
    if (rule !== undefined) return [rule];
    const expected = 'expected docker-compose.yml to refer to it, or a rule in releases/import/ignored.json that says why it is left out';
    const line = text.split('\n').findIndex((each) => new RegExp(`^\\s*(export\\s+)?${name}=`).test(each));
    throw new ImportError(`.env:${line + 1}:1: ${name}: ${expected}, got ${JSON.stringify(value)}`);
  });

export interface Imported {
  readonly release: Release;
  /** For a person to read. */
  readonly warnings: readonly string[];
  /** Rules for what is left out, each as often as it was used. */
  readonly ignored: readonly Ignored[];
  /** Where upstream writes what the data have at a path, such as `services`, `web`, `entrypoint`. */
  readonly place: (path: readonly string[]) => string;
}

/**
 * Reads upstream's files of a tag (source: getsentry/self-hosted) into release data.
 * Throws ImportError for a release that is refused, a file that is missing, and what is neither read nor left out by a rule.
 */
export const importRelease = (tag: string, upstream: UpstreamFiles): Imported => {
  const refused = refusal(tag);
  if (refused !== undefined) throw new ImportError(`${tag} is refused: ${refused}`);
  const readFiles = new Set<string>();
  const find = (file: string): string | undefined => {
    readFiles.add(file);
    return upstream.read(file);
  };
  const read = (file: string): string => {
    const text = find(file);
    if (text === undefined) throw new ImportError(`${file}: expected this file in upstream's repository at ${tag}, got none`);
    return text;
  };
  const variables = readVariables('.env', read('.env'));
  const { services, variables: referred, ignored, built, place } = readCompose(variables, read);
  refuseFloating(tag, variables, services);

  // Before 26.7.0 upstream had no such file.
  const config = find('taskbroker/config.yml');
  const taskbroker = config === undefined ? undefined : readTaskbroker('taskbroker/config.yml', config);
  const { topics, unknown } = topicsOf(services, taskbroker);
  const { images, unknown: unknownImages } = imagesOf(services);
  const [settings, clickhouse] = ['sentry/sentry.conf.example.py', 'clickhouse/config.xml'];
  const release: Release = {
    version: tag,
    services,
    images,
    topics,
    features: readFeatures(settings, read(settings)),
    ...(taskbroker === undefined ? {} : { taskbroker }),
    clickhouse: readClickhouse(clickhouse, read(clickhouse)),
    settings: readSettings(read),
  };
  const code = rulesForCode(settings, read(settings), upstream);
  const mounted = rulesForMounted([...mountedBy(services, place), ...built], (file) => readFiles.has(file), upstream);
  return {
    release,
    warnings: [
      ...unknown.map((topic) => `topic ${topic} is not in releases/topics.json: it is created with the broker's configuration`),
      ...unknownImages.map(
        (image) => `image ${image} is not in releases/images.json: its default arguments and its architectures are not known`,
      ),
    ],
    ignored: [...ignored, ...mounted, ...code, ...unusedVariables(read('.env'), variables, referred)],
    place: ([part = '', ...path]) =>
      part === 'services'
        ? place(path)
        : part === 'settings'
          ? `${path[0]}: ${path.slice(1).join('.')}`
          : `${part === 'taskbroker' ? 'taskbroker/config.yml' : part}: ${path.join('.')}`,
  };
};
