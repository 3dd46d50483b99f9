// `prune`: prints, for each file of settings, the command that deletes what its render no longer has.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { Command } from 'commander';
import { renderFile } from '../render';
import { folderNames } from '../synth';
import { type ConfigOptions, configOption, outputOption, withExamples } from './options';
import { pruneCommand } from './prune-command';
import { shellPath } from './shell';

interface Options extends ConfigOptions {
  readonly output: string;
}

export const prune = (): Command =>
  withExamples(
    new Command('prune')
      .description(
        'Prints the shell command that deletes what carries the labels of the instance and is not rendered: never volumes, Secrets or the Namespace. Read it, then run it after an apply.',
      )
      .addOption(configOption())
      .addOption(outputOption('folder that was rendered and applied'))
      .action(({ config, output }: Options) => {
        // All are rendered before the first is printed: a shell would run it.
        const lines = [...folderNames(config)].map(([file, name]) => {
          const folder = path.join(output, name);
          return pruneCommand(renderFile(file).settings, shellPath(`${folder}/`), existsSync(path.join(folder, 'kustomization.yaml')));
        });
        for (const line of lines) console.log(line);
      }),
    'cdk8s-sentry prune',
    'cdk8s-sentry prune | sh',
  );
