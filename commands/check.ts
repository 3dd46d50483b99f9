// `check`: renders each file of settings and tells everything that is wrong with it, without writing.
import { Command } from 'commander';
import { UserError } from 'manifest-review/manifests';
import { type FleetMember, fleetProblems } from '../fleet';
import { renderFile } from '../render';
import { type ConfigOptions, configOption, withExamples } from './options';

export const check = (): Command =>
  withExamples(
    new Command('check')
      .description('Says what is wrong with the settings, everything at once, and what deserves a word. Writes nothing.')
      .addOption(configOption())
      // Renders, so that patches and everything else that only a render can tell are checked too.
      .action(({ config }: ConfigOptions) => {
        const members: FleetMember[] = [];
        const problems = config.flatMap((file) => {
          try {
            const { settings, warnings } = renderFile(file);
            for (const warning of warnings) console.error(warning);
            members.push({ file, settings });
            return [];
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            return error.lines;
          }
        });
        problems.push(...fleetProblems(members));
        if (problems.length > 0) throw new UserError(problems);
      }),
    'cdk8s-sentry check',
    'cdk8s-sentry check --config staging.yaml,production.yaml',
  );
