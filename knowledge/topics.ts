// Partitions of Kafka's topics, as the bootstrap Job is given them.
import { type Change, type Changed, type Match, onChanged, type Rule, type World } from 'manifest-review';
import { at, longRunning, type Manifest, strings, type Tree, text, tree, trees } from 'manifest-review/manifests';
import { consumption } from '../topology/kafka';

const less = ({ old, new: now }: Change): boolean => Number(now) < Number(old);

/** Plans by topic of a ConfigMap that lists topics. */
const plans = (manifest: Manifest): Tree => {
  const listed = text(at(manifest, 'data', 'topics.json'));
  if (listed === undefined) return {};
  try {
    return tree(JSON.parse(listed));
  } catch {
    return {};
  }
};

const partitions = (manifest: Manifest): Tree =>
  Object.fromEntries(Object.entries(plans(manifest)).map(([topic, plan]) => [topic, at(plan, 'partitions')]));

const milliseconds: Readonly<Record<string, number>> = {
  KAFKA_LOG_RETENTION_MS: 1,
  KAFKA_LOG_RETENTION_MINUTES: 60_000,
  KAFKA_LOG_RETENTION_HOURS: 3_600_000,
};

/** What the broker of a namespace keeps of a topic that has no retention of its own; the finer unit wins. */
const brokerRetention = (world: World, namespace: string): number | undefined => {
  const variables = new Map(
    world
      .workloads(namespace)
      .flatMap(({ spec }) => trees(spec['containers']))
      .flatMap(({ env }) => trees(env))
      .map(({ name, value }) => [name, Number(value)] as const),
  );
  return Object.entries(milliseconds).flatMap(([name, each]) => (variables.has(name) ? [Number(variables.get(name)) * each] : []))[0];
};

const settles = (plan: unknown): boolean => strings(at(plan, 'settled')).includes('retention.ms');

const retentionPath = (topic: string): string => `data[topics.json].${topic}.config[retention.ms]`;

/** Retentions, as the plan has them, that a topic which exists gets too. */
const retentionChanges = ({ old, new: now, before: world, namespace }: Changed): Match[] => {
  const [before, after] = [plans(old), plans(now)];
  return Object.entries(after).flatMap(([topic, plan]) => {
    if (!(topic in before) || !settles(plan)) return [];
    const was = at(before[topic], 'config', 'retention.ms') ?? brokerRetention(world, namespace);
    const is = at(plan, 'config', 'retention.ms');
    return was === is ? [] : [{ path: retentionPath(topic), old: was, new: is }];
  });
};

/** Retentions that the plan says no more: nothing takes them from the topic. */
const retentionsLeft = ({ old, new: now }: Changed): Match[] => {
  const [before, after] = [plans(old), plans(now)];
  return Object.entries(before).flatMap(([topic, plan]) =>
    topic in after && settles(plan) && !settles(after[topic])
      ? [{ path: retentionPath(topic), old: at(plan, 'config', 'retention.ms'), new: at(after[topic], 'config', 'retention.ms') }]
      : [],
  );
};

/** Topics of which a consumer needs that they have one partition, with the reason. */
const singleTopics = (world: World, namespace: string, topics: readonly string[]): Map<string, string> => {
  const found = new Map<string, string>();
  for (const { spec, manifest } of world.workloads(namespace)) {
    if (!longRunning.includes(manifest.kind)) continue;
    for (const container of trees(spec['containers'])) {
      const consumed = consumption({ command: [...strings(container['args'])] }, topics);
      for (const [topic, reason] of Object.entries(consumed?.single ?? {})) found.set(topic, reason);
    }
  }
  return found;
};

const topicChanges = ({ old, new: now }: Changed): Match[] => {
  const [before, after] = [partitions(old), partitions(now)];
  return Object.keys(before)
    .filter((topic) => topic in after && before[topic] !== after[topic])
    .map((topic) => ({ path: `data[topics.json].${topic}.partitions`, old: before[topic], new: after[topic] }));
};

const topicOf = ({ path }: Match): string => path.slice('data[topics.json].'.length, -'.partitions'.length);

/** Partitions of Kafka's topics, as the bootstrap Job is given them. */
export const topicRules: readonly Rule[] = [
  {
    id: 'single-partition-topic',
    verdict: 'outage',
    title: 'Partitions of a topic that must have one',
    reason: 'A consumer of this topic stops when it sees a second partition.',
    steps: 'Keep one partition.',
    find: onChanged('ConfigMap', (pair) => {
      const changes = topicChanges(pair);
      if (changes.length === 0) return [];
      const single = singleTopics(pair.after, pair.namespace, Object.keys(partitions(pair.new)));
      return changes.flatMap((change) => {
        const reason = single.get(topicOf(change));
        return reason === undefined || change.new === 1 ? [] : [{ ...change, reason: `It must have one partition: ${reason}.` }];
      });
    }),
  },
  {
    id: 'partitions-fewer',
    verdict: 'no-effect-yet',
    title: 'Fewer partitions of a topic',
    reason: 'Kafka cannot take partitions away, so the topic keeps those that it has.',
    steps: 'Keep the number.',
    find: onChanged('ConfigMap', (pair) => topicChanges(pair).filter(less)),
  },
  {
    id: 'partitions-more',
    verdict: 'safe',
    title: 'More partitions of a topic',
    reason: 'Keys move to other partitions, so events of one key may be read out of order around the change.',
    steps: '',
    find: onChanged('ConfigMap', (pair) => topicChanges(pair).filter((change) => !less(change))),
  },
  {
    id: 'topic-retention-shorter',
    verdict: 'data-loss',
    title: 'Shorter retention of a topic',
    reason: 'Kafka deletes what is older as soon as the bootstrap Job has run, also what no consumer has read.',
    steps: 'Wait until the consumers of the topic have caught up.',
    find: onChanged('ConfigMap', (pair) => retentionChanges(pair).filter(less)),
  },
  {
    id: 'topic-retention-left',
    verdict: 'no-effect-yet',
    title: 'Retention of a topic no longer set',
    reason: 'The bootstrap Job takes no configuration away, so the topic keeps what it has.',
    steps: 'Set the retention that it is to have instead of leaving it out.',
    find: onChanged('ConfigMap', retentionsLeft),
  },
];
