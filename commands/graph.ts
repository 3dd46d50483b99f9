// `graph`: draws what each file of settings renders to, as SVG and Mermaid.
import * as path from 'node:path';
import { Command } from 'commander';
import { makeFolder, writeWhole } from 'manifest-review/manifests';
import { toMermaid, toSvg } from 'manifest-review/picture';
import { systemOfFile } from '../knowledge';
import { renderFile } from '../render';
import { folderNames } from '../synth';
import { type ConfigOptions, configOption, folderName, withExamples } from './options';

export const graph = (): Command =>
  withExamples(
    new Command('graph')
      .description('Draws what each file of settings renders to, as SVG and Mermaid: components, connections, topics, doors.')
      .argument('[folder]', 'folder to write <name of the file>.svg and .mmd into', folderName, 'graph')
      .addOption(configOption())
      // All are drawn before the first is written.
      .action(async (folder: string, { config }: ConfigOptions) => {
        const drawn: Record<string, string> = {};
        for (const file of folderNames(config).keys()) {
          const name = path.basename(file).replace(/\.ya?ml$/, '');
          const system = systemOfFile(renderFile(file));
          drawn[`${name}.svg`] = await toSvg(system);
          drawn[`${name}.mmd`] = toMermaid(system);
        }
        makeFolder(folder);
        for (const [file, text] of Object.entries(drawn)) writeWhole(path.join(folder, file), text);
        for (const file of Object.keys(drawn)) console.log(path.join(folder, file));
      }),
    'cdk8s-sentry graph',
    'cdk8s-sentry graph docs/pictures --config staging.yaml',
  );
