// Guards of the folder that a render replaces: nothing of somebody else's is deleted, and a refusal of the system is told in a line.
import { existsSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { UserError } from 'manifest-review/manifests';

// Of a place that cannot be written to, as Node names them.
const refusals = ['EACCES', 'EEXIST', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS'];

/** Runs what writes to a folder; throws UserError where that cannot be written to. */
export const writingTo = (folder: string, write: () => void): void => {
  try {
    write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !refusals.includes(code)) throw error;
    throw new UserError([`${folder}: expected a folder to write to: ${message}`]);
  }
};

const isWritten = (name: string): boolean => name.endsWith('.k8s.yaml') || name === 'kustomization.yaml';

/** Throws UserError for a folder that holds what no render has written, since a render replaces it as a whole. */
export const mustBeReplaceable = (folder: string): void => {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UserError([`${folder}: expected a folder to write to, got a file`]);
  const foreign = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return isWritten(entry.name) ? [] : [entry.name];
    // The folder of one instance of several.
    return readdirSync(path.join(folder, entry.name)).flatMap((name) => (isWritten(name) ? [] : [path.join(entry.name, name)]));
  });
  if (foreign[0] !== undefined)
    throw new UserError([`${folder}: expected a folder of manifests to replace, got one with ${foreign[0]}; nothing was written`]);
};
