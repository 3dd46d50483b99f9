// What is wrong with a file of settings, as data.
import { unknownMessage } from './suggest';

/** A place in `sentry.yaml`, such as `['components', 'web', 'replicas']`. */
export type SettingsPath = readonly (string | number)[];

/** Something wrong (or worth a warning) at one place of `sentry.yaml`; `load.ts` turns the path into line and column. */
export interface Problem {
  readonly path: SettingsPath;
  /** Where it is wrong: the name, which alone can be pointed at when it is unknown or has no value, or the value. @default 'value' */
  readonly at?: 'key' | 'value';
  /** A name that is none of the known ones, which another version may have known. Absent: anything else. */
  readonly kind?: 'unknown';
  /** What was expected and what was found, lower case, no full stop. */
  readonly message: string;
}

/** A name at the end of the path that is none of the known ones. */
export const unknown = (path: SettingsPath, what: string, known: readonly string[]): Problem => ({
  path,
  at: 'key',
  kind: 'unknown',
  message: unknownMessage(what, String(path.at(-1)), known),
});

/** A value that is needed and not there. */
export const absent = (path: SettingsPath, expected: string): Problem => ({
  path,
  at: 'key',
  message: `expected ${expected}, got nothing`,
});
