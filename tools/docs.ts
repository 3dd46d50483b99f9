// Writes the generated files: `npm run docs`.
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import { generatedTexts } from './generated';

void generatedTexts().then((files) => {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, file), text);
});
