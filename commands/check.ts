// `check`: renders each file of settings and tells everything that is wrong with it, without writing.
import { Command } from 'commander';
import { UserError } from 'manifest-review/manifests';
import { renderFile } from '../render';
import { type ConfigOptions, configOption, withExamples } from './options';

export const check = (): Command =>
  withExamples(
    new Command('check')
      .description('Says what is wrong with the settings, everything at once, and what deserves a word. Writes nothing.')
      .addOption(configOption())
      // Renders, so that patches and everything else that only a render can tell are checked too.
      .action(({ config }: ConfigOptions) => {
        const problems = config.flatMap((file) => {
          try {
            for (const warning of renderFile(file).warnings) console.error(warning);
            return [];
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            return error.lines;
          }
        });
        if (problems.length > 0) throw new UserError(problems);
      }),
    'cdk8s-sentry check',
    'cdk8s-sentry check --config staging.yaml,production.yaml',
  );
