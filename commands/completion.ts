// `completion`: prints the script by which a shell completes our commands.
import { Argument, Command } from 'commander';
import { type Shell, scripts, shells } from './completion-scripts';
import { withExamples } from './options';
import { programFor } from './program';

export const completion = (): Command =>
  withExamples(
    new Command('completion')
      .description('Prints a script that completes commands, options and their values in a shell.')
      .addArgument(new Argument('<shell>', 'the shell').choices(shells))
      .action((shell: Shell) => {
        process.stdout.write(scripts[shell](programFor()));
      }),
    'source <(cdk8s-sentry completion bash)',
    'source <(cdk8s-sentry completion zsh)',
    'cdk8s-sentry completion fish | source',
  );
