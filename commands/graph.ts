import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { toMermaid, toSvg } from 'manifest-review/picture';
import { systemOfFile } from '../knowledge';
import { renderFile } from '../render';
import { SettingsError } from '../settings/load';
import { configFiles, folderNames, runCommand } from '../synth';

const usage = 'usage: npm run graph [-- <folder, by default graph>]';

const readArguments = (): string => {
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    if (positionals.length <= 1) return positionals[0] ?? 'graph';
  } catch {
    // An option, of which there are none.
  }
  throw new SettingsError([usage]);
};

const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  } catch (error) {
    throw new SettingsError([`${folder}: expected a folder to write to: ${error instanceof Error ? error.message : String(error)}`]);
  }
};

// The picture of every file of SENTRY_CONFIG as <name>.svg and <name>.mmd; all are drawn before the first is written.
void runCommand(async () => {
  const folder = readArguments();
  const drawn: Record<string, string> = {};
  for (const file of folderNames(configFiles()).keys()) {
    const name = path.basename(file).replace(/\.ya?ml$/, '');
    const system = systemOfFile(renderFile(file));
    drawn[`${name}.svg`] = await toSvg(system);
    drawn[`${name}.mmd`] = toMermaid(system);
  }
  write(folder, drawn);
  for (const file of Object.keys(drawn)) console.log(path.join(folder, file));
});
