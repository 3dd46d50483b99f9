// Files that are written as a whole or not at all, and what the system says where it refuses.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { UserError } from 'manifest-review/manifests';

/** Does what the system may refuse; throws UserError with what it says. */
const orUserError = (action: () => void): void => {
  try {
    action();
  } catch (error) {
    throw new UserError([error instanceof Error ? error.message : String(error)]);
  }
};

/** Makes a folder and those above it. Throws UserError where the system refuses. */
export const makeFolder = (folder: string): void => orUserError(() => mkdirSync(folder, { recursive: true }));

/** Writes all of a file or nothing of it. Throws UserError where the system refuses. */
export const writeWhole = (file: string, text: string): void => {
  const partial = `${file}.partial`;
  try {
    orUserError(() => {
      writeFileSync(partial, text);
      renameSync(partial, file);
    });
  } finally {
    rmSync(partial, { force: true });
  }
};
