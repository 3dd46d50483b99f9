// The version that the package has, read from its package.json.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';

/** Of this package. */
export const version = (): string => (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;
