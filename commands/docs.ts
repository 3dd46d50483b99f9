import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import { generatedFiles } from './generated';

for (const [file, text] of Object.entries(generatedFiles())) writeFileSync(path.join(root, file), text);
