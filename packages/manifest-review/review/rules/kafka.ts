// Consumers of Kafka: their groups.
import { containersOf, longRunning, podPath, strings, type Tree } from '../../manifests';
import { onChanged, type Rule } from '../rule';

const groupOptions = ['--consumer-group', '--consumer-group-id', '--group-id'];

/** Value of an option in `--name value` or `--name=value` form, the first of several. */
export const optionValue = (argv: readonly string[], name: string): string | undefined => {
  const at = argv.findIndex((argument) => argument === name || argument.startsWith(`${name}=`));
  const argument = argv[at];
  return argument?.startsWith(`${name}=`) ? argument.slice(name.length + 1) : argument === undefined ? undefined : argv[at + 1];
};

/** What a container is started with: its command and arguments. */
export const argvOf = (container: Tree): readonly string[] => [...strings(container['command']), ...strings(container['args'])];

/** The consumer group that a container is given as an argument. */
export const consumerGroup = (container: Tree): string | undefined => {
  const argv = argvOf(container);
  return groupOptions.map((name) => optionValue(argv, name)).find((group) => group !== undefined);
};

/** What becomes of what a consumer has read. */
export const kafkaRules: readonly Rule[] = [
  {
    id: 'consumer-group-renamed',
    verdict: 'data-loss',
    title: 'Consumer group renamed',
    reason:
      'Kafka keeps offsets by group: the new group starts at the oldest or the newest message, so events are processed twice or never.',
    steps: 'Keep the group, or stop the consumer and copy its offsets with kafka-consumer-groups --reset-offsets.',
    find: onChanged(longRunning, ({ kind, old, new: now }) => {
      const before = new Map(containersOf(old).map((container) => [container['name'], consumerGroup(container)]));
      return containersOf(now).flatMap((container) => {
        const [was, is] = [before.get(container['name']), consumerGroup(container)];
        const path = `${podPath(kind)?.join('.')}.containers[${container['name']}].args`;
        return was === undefined || is === undefined || was === is ? [] : [{ path, old: was, new: is }];
      });
    }),
  },
];
