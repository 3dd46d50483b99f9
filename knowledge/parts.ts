// What the picture is told of Sentry.
import { componentOf, containersOf, imageName, type Manifest, readYaml, strings, tree } from 'manifest-review/manifests';
import type { ComponentPods, Knowledge, Link, Part, PartKind } from 'manifest-review/picture';
import catalogue from '../releases/topics.json';
import { consumption } from '../topology/kafka';
import { topicsWritten } from '../topology/producers';
import { type Role, storeSubsystems } from '../topology/role';
import { roles } from '../topology/roles';

const topics = Object.keys(catalogue.topics);

/** What a container runs: its arguments alone where the image's entrypoint runs them, else what follows the program's name. */
const candidates = ({ manifest }: ComponentPods): { image: string; argv: string[] }[] =>
  containersOf(manifest)
    .slice(0, 1)
    .flatMap((container) => {
      const image = imageName(String(container['image'] ?? ''));
      const args = [...strings(container['args'])];
      const all = [...strings(container['command']), ...args];
      const program = all.findIndex((word) => word === 'sentry' || word === 'snuba');
      const named =
        program < 0
          ? []
          : [
              { image: all[program] ?? image, argv: all.slice(program + 1) },
              { image: all[program] ?? image, argv: all },
            ];
      return [{ image, argv: args }, ...named, { image, argv: all }];
    });

/** What we know of running it, if it is one of Sentry's services. */
export const roleOf = (pods: ComponentPods): Role | undefined => {
  const own = roles.find(({ name, matches }) => matches === undefined && name === pods.component);
  return own ?? candidates(pods).flatMap((candidate) => roles.find((role) => role.matches?.(candidate) === true) ?? [])[0];
};

/** The frame: the program that a pod runs, as all pods of a program have the same peers. */
const groupOf = (store: boolean, role: Role | undefined): string | undefined => {
  if (role?.schema === 'postgres') return 'Sentry';
  if (role?.schema === 'clickhouse') return 'Snuba';
  return store && role !== undefined ? 'Stores' : undefined;
};

const describe = (pods: ComponentPods): { kind?: PartKind; group?: string } => {
  const role = roleOf(pods);
  const known = role !== undefined && storeSubsystems.includes(role.subsystem) ? 'store' : 'service';
  const kind = pods.job || role === undefined ? undefined : known;
  return { ...(kind === undefined ? {} : { kind }), group: groupOf(kind === 'store', role) };
};

/** Topics that a taskbroker is given in its configuration file. */
const brokerTopics = (manifests: readonly Manifest[], component: string): { topic: string; group: string }[] =>
  manifests
    .filter((manifest) => manifest.kind === 'ConfigMap' && componentOf(manifest) === component)
    .flatMap(({ data }) => {
      const text = tree(data)['config.yml'];
      const read = typeof text === 'string' ? readYaml(text) : undefined;
      const value = read !== undefined && 'value' in read ? read.value : undefined;
      const configured = Object.entries(tree(tree(value)['kafka_topics'])).map(
        ([topic, options]) => ({ topic, ...tree(options) }) as Readonly<Record<string, unknown>> & { topic: string },
      );
      return configured
        .filter((options) => options['produce_only'] !== true)
        .map(({ topic, consumer_group: group }) => ({ topic, group: String(group ?? '') }));
    });

/** Topics that a component reads, with its consumer group. */
const readsOf = (manifests: readonly Manifest[], pods: ComponentPods, role: Role | undefined): { topic: string; group: string }[] => {
  if (role?.name === 'taskbroker') {
    const configured = brokerTopics(manifests, pods.component);
    return configured.length > 0 ? configured : [{ topic: 'taskworker', group: 'taskworker' }];
  }
  if (role === undefined) return [];
  return candidates(pods)
    .map(({ argv }) => consumption({ command: argv }, topics))
    .flatMap((found) => (found?.topic === undefined ? [] : [{ topic: found.topic, group: found.group ?? '' }]))
    .slice(0, 1);
};

interface TopicReader {
  readonly component: string;
  readonly topic: string;
  readonly group: string;
}

/** Topics that somebody reads, those with the same writers and readers as one part; what is written and not read is left out. */
const bundlesOf = (
  reads: readonly TopicReader[],
  roleByComponent: ReadonlyMap<string, Role | undefined>,
): { parts: Part[]; links: Link[] } => {
  const bundles = new Map<string, { writers: string[]; readers: string[]; topics: string[] }>();
  for (const topic of [...new Set(reads.map((read) => read.topic))].sort()) {
    const writers = [...roleByComponent].flatMap(([component, role]) =>
      role !== undefined && topicsWritten(role).includes(topic) ? [component] : [],
    );
    const readers = reads.filter((read) => read.topic === topic).map(({ component }) => component);
    const key = JSON.stringify([writers, readers]);
    bundles.set(key, { writers, readers, topics: [...(bundles.get(key)?.topics ?? []), topic] });
  }
  const all = [...bundles.values()].map((bundle) => ({ ...bundle, id: `topic ${bundle.topics.join(' ')}` }));
  return {
    parts: all.map(({ id, topics: names }): Part => ({ id, label: names.join('\n'), kind: 'topic' })),
    links: all.flatMap(({ id, writers, readers, topics: names }): Link[] => [
      ...writers.map((from) => ({ from, to: id, kind: 'topic' as const, label: '' })),
      ...readers.map((to) => ({
        from: id,
        to,
        kind: 'topic' as const,
        label: [
          ...new Set(reads.filter(({ component, topic }) => component === to && names.includes(topic)).map(({ group }) => group)),
        ].join(', '),
      })),
    ]),
  };
};

/** What the picture cannot read from Kubernetes' fields: what is a store, which program a pod runs, who writes and reads topics. */
export const sentryPicture: Knowledge = {
  describe,
  topics: (manifests, components) => {
    const roleByComponent = new Map(components.map((pods) => [pods.component, roleOf(pods)]));
    const reads = components.flatMap((pods) =>
      readsOf(manifests, pods, roleByComponent.get(pods.component)).map((read) => ({ component: pods.component, ...read })),
    );
    const brokers = [...roleByComponent].flatMap(([component, role]) => (role?.name === 'kafka' ? [component] : []));
    return { ...bundlesOf(reads, roleByComponent), brokers };
  },
};
