// What a consumer's arguments say of Kafka.
import type { Service } from '../releases/release';

/** Topics of Snuba's storages (snuba/datasets/configuration). */
interface Storage {
  readonly topic: string;
  /** Written for those that follow the consumer; the reader asserts that it has one partition. */
  readonly commitLog?: string;
  readonly replacements?: string;
}

const storages: Readonly<Record<string, Storage>> = {
  errors: { topic: 'events', commitLog: 'snuba-commit-log', replacements: 'event-replacements' },
  transactions: { topic: 'transactions', commitLog: 'snuba-transactions-commit-log' },
  search_issues: { topic: 'generic-events', commitLog: 'snuba-generic-events-commit-log' },
  metrics_raw: { topic: 'snuba-metrics', commitLog: 'snuba-metrics-commit-log' },
  generic_metrics_sets_raw: { topic: 'snuba-generic-metrics', commitLog: 'snuba-generic-metrics-sets-commit-log' },
  generic_metrics_distributions_raw: { topic: 'snuba-generic-metrics', commitLog: 'snuba-generic-metrics-distributions-commit-log' },
  generic_metrics_counters_raw: { topic: 'snuba-generic-metrics', commitLog: 'snuba-generic-metrics-counters-commit-log' },
  generic_metrics_gauges_raw: { topic: 'snuba-generic-metrics', commitLog: 'snuba-generic-metrics-gauges-commit-log' },
  eap_items: { topic: 'snuba-items', commitLog: 'snuba-items-commit-log' },
  functions_raw: { topic: 'profiles-call-tree' },
  profiles: { topic: 'processed-profiles' },
  profile_chunks: { topic: 'snuba-profile-chunks' },
  replays: { topic: 'ingest-replay-events' },
  outcomes_raw: { topic: 'outcomes' },
  group_attributes: { topic: 'group-attributes' },
  querylog: { topic: 'snuba-queries' },
};

/** The storage behind an entity that subscriptions are made on. */
const entities: Readonly<Record<string, string>> = {
  events: 'errors',
  transactions: 'transactions',
  metrics_sets: 'metrics_raw',
  metrics_counters: 'metrics_raw',
  generic_metrics_sets: 'generic_metrics_sets_raw',
  generic_metrics_distributions: 'generic_metrics_distributions_raw',
  generic_metrics_counters: 'generic_metrics_counters_raw',
  generic_metrics_gauges: 'generic_metrics_gauges_raw',
  eap_items: 'eap_items',
};

/** Consumers of `sentry run consumer` that are not called as their topic is (sentry/consumers). */
const consumers: Readonly<Record<string, string>> = {
  'billing-metrics-consumer': 'snuba-generic-metrics',
  'ingest-generic-metrics': 'ingest-performance-metrics',
  'ingest-profiles': 'profiles',
  'post-process-forwarder-errors': 'events',
  'post-process-forwarder-transactions': 'transactions',
  'post-process-forwarder-issue-platform': 'generic-events',
  'process-segments': 'buffered-segments',
  'process-spans': 'ingest-spans',
};

/** What a consumer's argv says about Kafka. */
export interface Consumption {
  /** Topic it reads; absent where neither its argv nor our table tells. */
  readonly topic?: string;
  readonly group?: string;
  /** Topics that must have one partition while this consumer runs, with the reason. */
  readonly single: Readonly<Record<string, string>>;
}

/** Values of an option in `--name value` or `--name=value` form, in order. */
export const optionValues = (argv: readonly string[], name: string): string[] =>
  argv.flatMap((argument, index) => {
    if (argument.startsWith(`${name}=`)) return [argument.slice(name.length + 1)];
    const value = argv[index + 1];
    return argument === name && value !== undefined ? [value] : [];
  });

const ordered = (topic: string | undefined, reason: string) => (topic === undefined ? {} : { [topic]: reason });

/** Reads a consumer's argv, such as `rust-consumer --storage errors …` or `run consumer ingest-events …`. */
export const consumption = ({ command = [] }: Pick<Service, 'command'>, topics: readonly string[]): Consumption | undefined => {
  const group = optionValues(command, '--consumer-group')[0];
  const commitLog = optionValues(command, '--synchronize-commit-log-topic')[0];
  if (command[0] === 'run' && command[1] === 'consumer') {
    // Options may stand before the name: `run consumer --no-strict-offset-reset process-spans`.
    const name = command.slice(2).find((argument) => !argument.startsWith('-')) ?? '';
    const topic = consumers[name] ?? (topics.includes(name) ? name : undefined);
    return {
      topic,
      group,
      single: {
        ...ordered(commitLog, 'a commit log cannot be partitioned'),
        ...(name === 'monitors-clock-tick' ? ordered(topic, 'ticks of the clock are read in order') : {}),
      },
    };
  }
  if (command[0] === 'subscriptions-scheduler-executor') {
    const followed = optionValues(command, '--entity').flatMap((entity) => storages[entities[entity] ?? ''] ?? []);
    return {
      topic: followed[0]?.topic,
      group,
      single: Object.fromEntries(
        followed.flatMap(({ topic, commitLog: log }) => [
          [topic, 'scheduler and executor of its subscriptions run as one process'],
          ...(log === undefined ? [] : [[log, 'a commit log cannot be partitioned']]),
        ]),
      ),
    };
  }
  const storage = storages[optionValues(command, '--storage')[0] ?? ''];
  if (command[0] === 'replacer') {
    return {
      topic: storage?.replacements,
      group: group ?? 'snuba-replacers',
      single: ordered(storage?.replacements, 'replacements of a project must be applied in order'),
    };
  }
  if (/(^|-)consumer$/.test(command[0] ?? '')) {
    const topic = optionValues(command, '--raw-events-topic')[0] ?? optionValues(command, '--accepted-outcomes-topic')[0] ?? storage?.topic;
    return { topic, group, single: ordered(storage?.commitLog, 'a commit log cannot be partitioned') };
  }
  return undefined;
};
