// `secrets`: prints the commands that make an instance's Secrets by hand.
import { Command } from 'commander';
import { renderFile } from '../render';
import { type ConfigOptions, configOption, withExamples } from './options';
import { secretCommands } from './secret-commands';

// To standard error: what is printed may be piped into a shell.
const hint =
  'secrets.provider is generate, so a Job in the cluster makes these Secrets by itself and leaves those that are there; with secrets.provider: existing it is left out, and these commands make them';

export const secrets = (): Command =>
  withExamples(
    new Command('secrets')
      .description(
        'Prints the commands that make the Secrets which an instance with secrets.provider: existing needs, with other values each time. Nothing keeps them: pipe them into a shell.',
      )
      .addOption(configOption())
      .action(({ config }: ConfigOptions) => {
        // All are rendered before the first is printed: a shell would run it.
        const renders = config.map((file) => ({ file, rendered: renderFile(file) }));
        for (const { file, rendered } of renders) {
          if (rendered.settings.secrets.provider !== 'existing') console.error(`${file}: ${hint}`);
          for (const command of secretCommands(rendered)) console.log(command);
        }
      }),
    'cdk8s-sentry secrets | sh',
  );
