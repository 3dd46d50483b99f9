// Topics that a release uses.
import type { Release, Service, Topic } from '../release';
import catalogue from '../topics.json';
import { ImportError } from './error';
import { fields } from './yaml';

/** Topics that a command names: `--raw-events-topic outcomes-billing`, `--synchronize-commit-log-topic=snuba-commit-log`. */
const inCommand = (command: readonly string[]): string[] =>
  command.flatMap((argument, index) => {
    if (/^--[a-z-]*topics/.test(argument)) throw new ImportError(`docker-compose.yml: expected an option of one topic, got ${argument}`);
    const [option, value = command[index + 1]] = /^--[a-z-]*topic(?:=(.+))?$/.exec(argument) ?? [];
    return option === undefined || value === undefined ? [] : [value];
  });

/**
 * Topics of a release, by name in order: all of topics.json, and those that only the release names, without configuration.
 * `unknown` are the latter.
 */
export const topicsOf = (
  services: Readonly<Record<string, Service>>,
  taskbroker: Release['taskbroker'],
): { topics: Record<string, Topic>; unknown: readonly string[] } => {
  const known = new Map<string, Topic>(Object.entries(catalogue.topics));
  const named = [
    ...Object.keys(fields(taskbroker?.['kafka_topics'])),
    ...Object.values(services).flatMap(({ command = [] }) => inCommand(command)),
  ];
  const unknown = [...new Set(named)].filter((topic) => !known.has(topic)).sort();
  const all = new Map([...known, ...unknown.map((topic): [string, Topic] => [topic, { config: {} }])]);
  return { topics: Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1))), unknown };
};
