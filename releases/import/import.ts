// Upstream's files to the data of a release.
import { refusal } from '../load';
import type { Release, Service } from '../release';
import { readClickhouse } from './clickhouse';
import { readServices } from './compose';
import { ImportError } from './error';
import { readFeatures } from './features';
import { imagesOf } from './image-facts';
import { isFloating } from './images';
import { readSettings } from './settings';
import { topicsOf } from './topics';
import type { ReadFile } from './upstream';
import { readVariables, type Variables } from './variables';
import { fields, parseYaml } from './yaml';

/** Upstream's own images, which its .env names as NAME_IMAGE, carry the release's version, unless it was tagged by accident. */
const refuseFloating = (tag: string, variables: Variables, services: Readonly<Record<string, Service>>): void => {
  const own = new Set([...variables].flatMap(([name, image]) => (name.endsWith('_IMAGE') ? [image] : [])));
  for (const [name, { image }] of Object.entries(services)) {
    if (own.has(image) && isFloating(image)) {
      throw new ImportError(`${tag} is refused: service ${name} runs ${image}, which is not the same image from one day to the next`);
    }
  }
};

/**
 * Reads upstream's files of a tag (source: getsentry/self-hosted) into release data; `warnings` are for a person to read.
 * Throws ImportError for a release that is refused, a file that is missing, and what cannot be read.
 */
export const importRelease = (tag: string, find: ReadFile): { release: Release; warnings: readonly string[] } => {
  const refused = refusal(tag);
  if (refused !== undefined) throw new ImportError(`${tag} is refused: ${refused}`);
  const read = (file: string): string => {
    const text = find(file);
    if (text === undefined) throw new ImportError(`${file}: expected this file in upstream's repository at ${tag}, got none`);
    return text;
  };
  const variables = readVariables(read('.env'));
  const services = readServices(variables, read);
  refuseFloating(tag, variables, services);

  // Before 26.7.0 upstream had no such file.
  const config = find('taskbroker/config.yml');
  const taskbroker = config === undefined ? undefined : fields(parseYaml('taskbroker/config.yml', config));
  const { topics, unknown } = topicsOf(services, taskbroker);
  const { images, unknown: unknownImages } = imagesOf(services);
  const [settings, clickhouse] = ['sentry/sentry.conf.example.py', 'clickhouse/config.xml'];
  return {
    release: {
      version: tag,
      services,
      images,
      topics,
      features: readFeatures(settings, read(settings)),
      ...(taskbroker === undefined ? {} : { taskbroker }),
      clickhouse: readClickhouse(clickhouse, read(clickhouse)),
      settings: readSettings(read),
    },
    warnings: [
      ...unknown.map((topic) => `topic ${topic} is not in releases/topics.json: it is created with the broker's configuration`),
      ...unknownImages.map(
        (image) => `image ${image} is not in releases/images.json: its default arguments and its architectures are not known`,
      ),
    ],
  };
};
