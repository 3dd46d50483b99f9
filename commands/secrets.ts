// `secrets`: prints the commands that make an instance's Secrets by hand.
import { Command } from 'commander';
import { renderFile } from '../render';
import { type ConfigOptions, configOption, withExamples } from './options';
import { secretCommands } from './secret-commands';

export const secrets = (): Command =>
  withExamples(
    new Command('secrets')
      .description(
        'Prints the commands that make the Secrets which an instance with secrets.provider: existing needs, with other values each time. Nothing keeps them: pipe them into a shell.',
      )
      .addOption(configOption())
      .action(({ config }: ConfigOptions) => {
        for (const file of config) for (const command of secretCommands(renderFile(file))) console.log(command);
      }),
    'cdk8s-sentry secrets | sh',
  );
