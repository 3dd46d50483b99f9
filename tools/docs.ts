import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import { generatedFiles } from './generated';

void generatedFiles().then((files) => {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, file), text);
});
