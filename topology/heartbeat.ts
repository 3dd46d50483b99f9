import { imageName } from './images';
import { optionValues } from './kafka';
import type { Component } from './topology';

/** A command that takes a path for a heartbeat, by an option or by a variable that ends so. */
interface Writer {
  readonly image: string;
  /** First words of its arguments. */
  readonly command: readonly string[];
  readonly option?: string;
  readonly variable?: string;
  /** Where it is seen to touch the file. */
  readonly source: string;
}

/** Commands that are known to touch the file they are given, about once a second while they make progress. */
const writers: readonly Writer[] = [
  {
    image: 'snuba',
    command: ['rust-consumer'],
    option: '--health-check-file',
    source: 'run: Snuba 26.8.0, each consumer of both profiles',
  },
  { image: 'snuba', command: ['replacer'], option: '--health-check-file', source: 'run: Snuba 26.8.0' },
  { image: 'snuba', command: ['subscriptions-scheduler-executor'], option: '--health-check-file', source: 'run: Snuba 26.8.0' },
  {
    image: 'sentry',
    command: ['run', 'consumer'],
    option: '--healthcheck-file-path',
    source: 'getsentry/sentry src/sentry/consumers/__init__.py',
  },
  {
    image: 'sentry',
    command: ['run', 'taskworker'],
    option: '--health-check-file-path',
    source: 'getsentry/sentry src/sentry/taskworker/worker.py',
  },
  {
    image: 'launchpad',
    command: ['worker'],
    variable: '_HEALTH_CHECK_FILE_PATH',
    source: 'getsentry/taskbroker clients/python, worker.py',
  },
];

/** Commands that touch no file, with the reason; their role would have them probed by one. */
export const silent: readonly { readonly image: string; readonly command: readonly string[]; readonly reason: string }[] = [
  {
    image: 'snuba',
    command: ['accepted-outcomes-consumer'],
    reason: 'Snuba 26.8.0 takes --health-check-file and ignores it (rust_snuba/src/accepted_outcomes_consumer.rs); it exits when it fails',
  },
  { image: 'snuba', command: ['replacer'], reason: 'before 26.6.0 it knew no such option; it exits when it fails' },
];

/** Whether an entry is of the program that a component runs. */
export const isOf = ({ image, command }: Pick<Writer, 'image' | 'command'>, { image: runs, argv = [] }: Component): boolean =>
  image === imageName(runs) && command.every((word, index) => argv[index] === word);

/** The file that a consumer touches, as its arguments or environment say; none where its command is not known to touch one. */
export const heartbeat = (component: Component): string | undefined => {
  const { argv = [], environment } = component;
  for (const { option, variable } of writers.filter((writer) => isOf(writer, component))) {
    const [fromArgv] = option === undefined ? [] : optionValues(argv, option);
    const [, fromEnvironment] = variable === undefined ? [] : (Object.entries(environment).find(([name]) => name.endsWith(variable)) ?? []);
    const file = fromArgv ?? fromEnvironment;
    if (file !== undefined) return file;
  }
  return undefined;
};
