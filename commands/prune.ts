import * as path from 'node:path';
import { renderFile } from '../render';
import { configFiles, folderNames, runCommand } from '../synth';
import { pruneCommand } from './prune-command';

runCommand(() => {
  for (const [file, folder] of folderNames(configFiles()))
    console.log(pruneCommand(renderFile(file).settings, `${path.join('dist', folder)}/`));
});
