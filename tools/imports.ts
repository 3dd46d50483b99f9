// Writes imports/ anew: `npm run imports`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import { importedApis } from './imported-apis';

const folder = path.join(root, 'imports');
const apis = importedApis();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [file, text] of Object.entries(apis)) writeFileSync(path.join(folder, file), text);
