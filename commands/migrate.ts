// `migrate`: rewrites settings whose names have changed, in the user's own file.
import { Command } from 'commander';
import { readText, writeWhole } from 'manifest-review/manifests';
import { migrateSettings } from '../settings/migrate';
import { type ConfigOptions, configOption, withExamples } from './options';

export const migrate = (): Command =>
  withExamples(
    new Command('migrate')
      .description(
        'Gives settings that were renamed since an older version of cdk8s-sentry their new names, and keeps comments. Run it after an upgrade, then review.',
      )
      .addOption(configOption())
      // All are rewritten before the first is written.
      .action(({ config }: ConfigOptions) => {
        const migrated = config.map((file) => ({ file, ...migrateSettings(readText(file), file) }));
        for (const { file, text, changes } of migrated) {
          if (changes.length > 0) writeWhole(file, text);
          for (const change of changes.length > 0 ? changes : ['every setting has its name of now']) console.log(`${file}: ${change}`);
        }
      }),
    'cdk8s-sentry migrate',
    'cdk8s-sentry migrate --config staging.yaml,production.yaml',
  );
