// `migrate`: rewrites settings whose names have changed, in the user's own file.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { UserError } from 'manifest-review/manifests';
import { migrateSettings } from '../settings/migrate';
import { type ConfigOptions, configOption, withExamples } from './options';
import { writeWhole } from './write-whole';

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UserError([`${file}:1:1: expected a file of settings, got nothing at this path`]);
  }
};

export const migrate = (): Command =>
  withExamples(
    new Command('migrate')
      .description(
        'Gives settings that were renamed since an older version of cdk8s-sentry their new names, and keeps comments. Run it after an upgrade, then review.',
      )
      .addOption(configOption())
      // All are rewritten before the first is written.
      .action(({ config }: ConfigOptions) => {
        const migrated = config.map((file) => ({ file, ...migrateSettings(read(file), file) }));
        for (const { file, text, changes } of migrated) {
          if (changes.length > 0) writeWhole(file, text);
          for (const change of changes.length > 0 ? changes : ['every setting has its name of now']) console.log(`${file}: ${change}`);
        }
      }),
    'cdk8s-sentry migrate',
    'cdk8s-sentry migrate --config staging.yaml,production.yaml',
  );
