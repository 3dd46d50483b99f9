// The folder of this package.
import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** The project's own folder, found from this file's place or that of the bundle made of it. */
export const root = (() => {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
})();
