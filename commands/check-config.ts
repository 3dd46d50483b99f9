import { renderFile } from '../render';
import { configFiles, runCommand } from '../synth';

// Renders without writing, so that patches and everything else that only a render can tell are checked too.
runCommand(() => {
  for (const file of configFiles()) for (const warning of renderFile(file).warnings) console.error(warning);
});
