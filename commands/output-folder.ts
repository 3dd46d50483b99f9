// Guards of the folder that a render replaces: nothing of somebody else's is deleted, and a refusal of the system is told in a line.
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { namesIn, orUserError, refusalOf, UserError, whatIsAt } from 'manifest-review/manifests';

/** Runs what writes to a folder; throws UserError where that cannot be written to. */
export const writingTo = (folder: string, write: () => void): void => {
  try {
    write();
  } catch (error) {
    // What is elsewhere, such as a file of this package, is no matter of the folder. Beside it stands `<folder>.partial` meanwhile.
    const { path: place } = error as NodeJS.ErrnoException;
    if (place === undefined || !path.resolve(place).startsWith(path.resolve(folder))) throw error;
    throw new UserError([`${folder}: expected a folder to write to; the system says: ${refusalOf(error)}`]);
  }
};

// A program of cdk8s writes `sentry-00-foundation-c8….k8s.yaml`, perhaps with patches and charts that no setting knows.
const isWritten = (name: string): boolean => /^\d\d-[a-z\d-]+\.k8s\.yaml$/.test(name) || name === 'kustomization.yaml';

/** Throws UserError for a folder that holds what the command has not written, since it replaces it as a whole. */
export const mustBeReplaceable = (folder: string): void => {
  const found = whatIsAt(folder);
  if (found === undefined) return;
  if (found === 'file') throw new UserError([`${folder}: expected a folder to write to, got a file`]);
  const foreign = orUserError(folder, 'cannot be read', () => readdirSync(folder, { withFileTypes: true })).flatMap((entry) => {
    if (!entry.isDirectory()) return isWritten(entry.name) ? [] : [entry.name];
    // The folder of one instance of several.
    return namesIn(path.join(folder, entry.name)).flatMap((name) => (isWritten(name) ? [] : [path.join(entry.name, name)]));
  });
  const [first] = foreign;
  if (first === undefined) return;
  const advice = first.endsWith('.k8s.yaml')
    ? ', which a program has rendered: render that by npx cdk8s synth, remove the folder, or name another by --output'
    : '';
  throw new UserError([`${folder}: expected a folder of manifests to replace, got one with ${first}${advice}; nothing was written`]);
};
