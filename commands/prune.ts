import * as path from 'node:path';
import { configFiles, folderNames, renderFile, runCommand } from '../instances';
import { pruneCommand } from './prune-command';

runCommand(() => {
  for (const [file, folder] of folderNames(configFiles()))
    console.log(pruneCommand(renderFile(file).settings, `${path.join('dist', folder)}/`));
});
