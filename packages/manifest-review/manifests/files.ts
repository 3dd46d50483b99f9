// Files and folders that a user has named: what the system refuses is an error that says which, and why.
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { UserError } from './user-error';

/** Why the system refused, in its words: `permission denied`. Nothing for an error that is not the system's. */
export const refusalOf = (error: unknown): string | undefined => {
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? undefined : (getSystemErrorMap().get(errno)?.[1] ?? String(error));
};

/** Does something with a place; throws UserError, `<place>: <words>: <why>`, where the system refuses. */
export const orUserError = <T>(place: string, words: string, action: () => T): T => {
  try {
    return action();
  } catch (error) {
    const why = refusalOf(error);
    if (why === undefined) throw error;
    throw new UserError([`${place}: ${words}: ${why}`]);
  }
};

/** What is at a path, links followed. Throws UserError where the system does not tell. */
export const whatIsAt = (place: string): 'file' | 'folder' | undefined =>
  orUserError(place, 'cannot be read', () => {
    try {
      return statSync(place).isDirectory() ? 'folder' : 'file';
    } catch (error) {
      // The second where a file stands in the place of a folder above.
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  });

/** Names in a folder. Throws UserError for one that cannot be read. */
export const namesIn = (folder: string): string[] => orUserError(folder, 'cannot be read', () => readdirSync(folder));

/** Whether a path is a pipe on disk, which nobody may ever write to; what a shell makes of `<(…)` is a link to one. */
const isPipe = (file: string): boolean => orUserError(file, 'cannot be read', () => lstatSync(file).isFIFO());

/** Text of standard input, to its end. Throws UserError where there is none that can be read. */
export const readStandardInput = (): string => orUserError('standard input', 'cannot be read', () => readFileSync(0, 'utf8'));

/** Text of a file. Throws UserError where there is none, or one that cannot be read. */
export const readText = (file: string): string => {
  const found = whatIsAt(file);
  if (found === undefined) throw new UserError([`${file}: no such file`]);
  if (found === 'folder') throw new UserError([`${file}: expected a file, got a folder`]);
  if (isPipe(file)) throw new UserError([`${file}: expected a file, got a pipe`]);
  return orUserError(file, 'cannot be read', () => readFileSync(file, 'utf8'));
};

/**
 * Makes a folder and those above it. Throws UserError where the system refuses, which names the folder that was `asked` for.
 * A folder after the other: of a place such as /proc, where none can be made, Node's `recursive` never comes back.
 */
export const makeFolder = (folder: string, asked = folder): void => {
  const found = whatIsAt(folder);
  if (found === 'folder') return;
  if (found === 'file')
    throw new UserError([`${asked}: expected a folder to write to, got a file${folder === asked ? '' : ` at ${folder}`}`]);
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent, asked);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Made by somebody else meanwhile.
    if (whatIsAt(folder) === 'folder') return;
    throw new UserError([`${asked}: expected a folder to write to; the system says: ${refusalOf(error)}`]);
  }
};

/** Writes all of a file or nothing of it. Throws UserError where the system refuses. */
export const writeWhole = (file: string, text: string): void => {
  const partial = `${file}.partial`;
  orUserError(file, 'cannot be written', () => {
    // A terminal or another device is written to, and not replaced.
    const known = statSync(file, { throwIfNoEntry: false });
    if (known !== undefined && !known.isFile() && !known.isDirectory()) return writeFileSync(file, text);
    try {
      writeFileSync(partial, text);
      renameSync(partial, file);
    } finally {
      rmSync(partial, { force: true });
    }
  });
};

/** Ends the process when standard output can be written no more: `… | head` has what it wants and goes, anything else is told. */
export const endWithOutput = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    console.error(`standard output: cannot be written: ${refusalOf(error) ?? error.message}`);
    process.exit(1);
  });
};
