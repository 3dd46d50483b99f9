import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { load } from 'js-yaml';
import { root } from '../../root';
import { imageName, parseImage } from '../../topology/images';
import { optionValues } from '../../topology/kafka';
import { refusal } from '../load';
import type { Release, Service, Topic } from '../release';
import { readClickhouse } from './clickhouse';
import { readServices } from './compose';
import { ImportError } from './error';
import { readFeatures } from './features';
import { readTag } from './upstream';
import { readVariables, type Variables } from './variables';

const topicOptions = ['--raw-events-topic', '--accepted-outcomes-topic', '--synchronize-commit-log-topic'];

/** A tag whose own images are not versioned was released by accident (getsentry/self-hosted 26.2.0). */
const refuseFloating = (tag: string, variables: Variables): void => {
  for (const [name, image] of Object.entries(variables)) {
    if (!name.endsWith('_IMAGE')) continue;
    const { tag: version = 'no tag' } = parseImage(image);
    if (/^(nightly|latest|no tag)$/.test(version))
      throw new ImportError(`${tag} is refused: it runs ${imageName(image)} at ${version}, so what it installs changes every day`);
  }
};

const topicsOf = (
  services: Readonly<Record<string, Service>>,
  taskbroker: Release['taskbroker'],
): { topics: Record<string, Topic>; unknown: string[] } => {
  const known = (JSON.parse(readFileSync(path.join(root, 'releases/topics.json'), 'utf8')) as { topics: Record<string, Topic> }).topics;
  const named = [
    ...Object.keys((taskbroker?.['kafka_topics'] as object | undefined) ?? {}),
    ...Object.values(services).flatMap(({ command = [] }) => topicOptions.flatMap((option) => optionValues(command, option))),
  ];
  const unknown = [...new Set(named)].filter((topic) => known[topic] === undefined).sort();
  const all = { ...known, ...Object.fromEntries(unknown.map((topic) => [topic, { config: {} }])) };
  return { topics: Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))), unknown };
};

/**
 * Reads upstream's files at a tag (source: getsentry/self-hosted) into release data.
 * Throws ImportError for a tag that is refused, is not there or lacks a file. `warnings` are for a person to read.
 */
export const importRelease = (folder: string, tag: string): { release: Release; warnings: string[] } => {
  const refused = refusal(tag);
  if (refused !== undefined) throw new ImportError(`${tag} is refused: ${refused}`);
  const optional = readTag(folder, tag);
  const file = (name: string): string => {
    const text = optional(name);
    if (text === undefined) throw new ImportError(`${name}: expected a file of upstream's at ${tag}, got none`);
    return text;
  };
  const variables = readVariables(file('.env'));
  refuseFloating(tag, variables);
  const services = readServices(file('docker-compose.yml'), variables);
  const config = optional('taskbroker/config.yml');
  const taskbroker = config === undefined ? undefined : (load(config) as Record<string, unknown>);
  const { topics, unknown } = topicsOf(services, taskbroker);
  return {
    release: {
      version: tag,
      services,
      topics,
      features: readFeatures(file('sentry/sentry.conf.example.py')),
      ...(taskbroker === undefined ? {} : { taskbroker }),
      clickhouse: readClickhouse(file('clickhouse/config.xml')),
    },
    warnings: unknown.map((topic) => `topic ${topic} is in no schema that we have: it is created with the broker's configuration`),
  };
};
