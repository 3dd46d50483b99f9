import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { UserError } from 'manifest-review/manifests';

/** Writes all of a file or nothing of it, and the folder that it is in. Throws UserError where the system refuses. */
export const writeWhole = (file: string, text: string): void => {
  const partial = `${file}.partial`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    throw new UserError([error instanceof Error ? error.message : String(error)]);
  } finally {
    rmSync(partial, { force: true });
  }
};
