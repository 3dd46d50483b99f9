// What pages and pictures are made of: built into lib/, or made on demand where the code runs from its sources.
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

interface Assets {
  /** Of the page, with `{{name}}` for what varies. */
  readonly template: string;
  /** Of pictures, and of pages that hold one. */
  readonly pictureStyle: string;
  readonly pageStyle: string;
  /** Of the page, as it runs in the browser. */
  readonly script: string;
}

const folder = path.dirname(require.resolve('manifest-review/package.json'));
const sources = path.join(folder, 'tools/assets.js');

const load = (): Assets =>
  __dirname === path.join(folder, 'lib') || !existsSync(sources)
    ? JSON.parse(readFileSync(path.join(folder, 'lib/assets.json'), 'utf8'))
    : require(sources).assets;

let loaded: Assets | undefined;

export const assets = (): Assets => {
  loaded ??= load();
  return loaded;
};
