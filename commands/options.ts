// What several commands take, and how they show examples.
import { type Command, InvalidArgumentError, Option } from 'commander';

export interface ConfigOptions {
  readonly config: readonly string[];
}

/** Files of settings: `SENTRY_CONFIG` as an option. */
export const configOption = (): Option =>
  new Option('--config <files>', 'files of settings, separated by commas')
    .env('SENTRY_CONFIG')
    .default(['sentry.yaml'], 'sentry.yaml')
    .argParser((text) => {
      const files = text.split(',').filter((file) => file !== '');
      if (files.length === 0) throw new InvalidArgumentError('expected the name of a file, got nothing');
      return files;
    });

/** The name of a folder: of nothing, which a shell makes of a variable that is not set, the system makes the current one. */
export const folderName = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('expected the name of a folder, got nothing');
  return text;
};

/** The folder that `synth` writes to. Under the cdk8s CLI, the one that the CLI reads. */
export const outputOption = (description: string): Option =>
  new Option('--output <folder>', description).env('CDK8S_OUTDIR').argParser(folderName).default('dist');

/** Ends the help of a command with examples. */
export const withExamples = (command: Command, ...examples: readonly string[]): Command =>
  command.addHelpText('after', ['', 'Examples:', ...examples.map((example) => `  ${example}`)].join('\n'));
