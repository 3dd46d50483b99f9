// Which components touch a file while they make progress.
import { imageName } from 'manifest-review/manifests';
import catalogue from '../releases/heartbeats.json';
import { optionValues } from './kafka';
import type { Component } from './topology';

/** A command that touches the file it is given, about once a second while it makes progress. */
interface Writer {
  readonly image: string;
  /** First words of its arguments. */
  readonly command: readonly string[];
  /** What gives it the file. */
  readonly option?: string;
  readonly variable?: string;
  /** Where it was seen to touch it. */
  readonly source: string;
}

/** A command that touches no file, though its role would be probed by one. */
type Silent = Pick<Writer, 'image' | 'command'> & { readonly reason: string };

export const writers: readonly Writer[] = catalogue.writers;

export const silent: readonly Silent[] = catalogue.silent;

/** Whether an entry is of the command that a component runs; an image of the user's own is taken for the one that it replaces. */
export const isOf = ({ image, command }: Pick<Writer, 'image' | 'command'>, { service, argv = [] }: Component): boolean =>
  service !== undefined && image === imageName(service.image) && command.every((word, index) => argv[index] === word);

/** The file that a component touches, as its arguments or environment say; none where its command is not known to touch one. */
export const heartbeat = (component: Component): string | undefined => {
  const { argv = [], environment } = component;
  const files = writers
    .filter((writer) => isOf(writer, component))
    .flatMap(({ option, variable }) => [
      ...(option === undefined ? [] : optionValues(argv, option)),
      ...(variable === undefined ? [] : [environment[variable]]),
    ]);
  return files.find((file) => file !== undefined);
};
