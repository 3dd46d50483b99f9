import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { UserError } from 'manifest-review/manifests';

const isWritten = (name: string): boolean => name.endsWith('.k8s.yaml') || name === 'kustomization.yaml';

/** Throws UserError for a folder that holds what no render has written, since a render replaces it as a whole. */
export const mustBeReplaceable = (folder: string): void => {
  if (!existsSync(folder)) return;
  const foreign = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return isWritten(entry.name) ? [] : [entry.name];
    // The folder of one instance of several.
    return readdirSync(path.join(folder, entry.name)).flatMap((name) => (isWritten(name) ? [] : [path.join(entry.name, name)]));
  });
  if (foreign[0] !== undefined)
    throw new UserError([`${folder}: expected a folder of manifests to replace, got one with ${foreign[0]}; nothing was written`]);
};
