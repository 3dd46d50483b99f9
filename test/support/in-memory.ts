// Upstream's repository in memory, with stand-ins for files of which a rule knows the content by its name in git alone.
import { rules } from '../../releases/import/ignored';
import { objectName, type UpstreamFiles } from '../../releases/import/upstream';

/** A text for one of which only the name in git is known. */
export const standIn = (name: string): string => `stand-in ${name}`;

/** The name in git that a text stands for; nothing when it stands for itself. */
export const standsFor = (text: string): string | undefined => /^\s*stand-in ([0-9a-f]{40})$/.exec(text)?.[1];

/** Files that rules leave out as a whole. */
export const standIns = (): Record<string, string> =>
  Object.fromEntries(rules.flatMap(({ file, path, value }) => (path === '' ? [[file, standIn(String(value))]] : [])));

const nameOf = (text: string): string => standsFor(text) ?? objectName(text);

export const inMemory = (files: Readonly<Record<string, string | undefined>>): UpstreamFiles => ({
  read: (path) => files[path],
  objects: new Map(Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, nameOf(text)]]))),
  objectName: nameOf,
});
