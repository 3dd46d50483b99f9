// Guards of the folder that a render replaces: nothing of somebody else's is deleted, and a refusal of the system is told in a line.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { namesIn, orUserError, refusalOf, UserError, whatIsAt } from 'manifest-review/manifests';
import { kustomizationOf } from '../kustomization';
import { placeOf } from '../synth';

/** Runs what writes to a folder; throws UserError where that cannot be written to. */
export const writingTo = (folder: string, write: () => void): void => {
  try {
    write();
  } catch (error) {
    // What is elsewhere, such as a file of this package, is no matter of the folder. Beside it stands `<folder>.…` meanwhile.
    const { path: place } = error as NodeJS.ErrnoException;
    if (place === undefined || !path.resolve(place).startsWith(placeOf(folder))) throw error;
    throw new UserError([`${folder}: expected a folder to write to; the system says: ${refusalOf(error)}`]);
  }
};

// A program of cdk8s writes `sentry-00-foundation-c8….k8s.yaml`, perhaps with patches and charts that no setting knows.
const isManifest = (name: string): boolean => /^\d\d-[a-z\d-]+\.k8s\.yaml$/.test(name);

/** Files of a folder that no render has written; an overlay that somebody wrote there is one. */
const foreignIn = (folder: string, names: readonly string[]): string[] => {
  const manifests = names.filter(isManifest);
  const isOurs = (name: string): boolean =>
    name === 'kustomization.yaml' &&
    orUserError(path.join(folder, name), 'cannot be read', () => readFileSync(path.join(folder, name), 'utf8')) ===
      kustomizationOf(manifests);
  return names.filter((name) => !isManifest(name) && !isOurs(name));
};

/** Throws UserError for a folder that holds what the command has not written, since it replaces it as a whole. */
export const mustBeReplaceable = (folder: string): void => {
  const found = whatIsAt(placeOf(folder));
  if (found === undefined) return;
  if (found === 'file') throw new UserError([`${folder}: expected a folder to write to, got a file`]);
  const entries = orUserError(folder, 'cannot be read', () => readdirSync(folder, { withFileTypes: true }));
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  // The folders of several instances.
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const foreign = [
    ...foreignIn(folder, files),
    ...folders.flatMap((name) => {
      const names = namesIn(path.join(folder, name));
      return names.some(isManifest) ? foreignIn(path.join(folder, name), names).map((each) => path.join(name, each)) : [name];
    }),
  ];
  const [first] = foreign;
  if (first === undefined) return;
  const advice = first.endsWith('.k8s.yaml')
    ? ', which a program has rendered: render that by npx cdk8s synth, remove the folder, or name another by --output'
    : '';
  throw new UserError([`${folder}: expected a folder of manifests to replace, got one with ${first}${advice}; nothing was written`]);
};
