// The files of code of this repository, for tests of the house itself.
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';

const installedOrMade = ['node_modules', 'dist', 'lib', '.git', '.cache', 'reports', '.stryker-tmp'];

/** Files whose name fits, by their path from the root, but for those in folders of these names. */
export const filesNamed = (name: RegExp, but: readonly string[] = [], folder = ''): string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return [...installedOrMade, ...but].includes(entry.name) ? [] : filesNamed(name, but, place);
    return name.test(entry.name) ? [place] : [];
  });
