// `release`: `import` makes the data file of a release from a checkout of upstream's repository; `diff` and `check` have a file each.
import * as path from 'node:path';
import { Command } from 'commander';
import { makeFolder, UserError, writeWhole } from 'manifest-review/manifests';
import { knownReleases } from '../releases/load';
import { importTag } from './import-tag';
import { withExamples } from './options';
import { checkCommand } from './release-check';
import { diffCommand } from './release-diff';

interface Options {
  readonly output: string;
}

const importCommand = (): Command =>
  withExamples(
    new Command('import')
      .description(
        "Reads a tag of a checkout of upstream's repository, getsentry/self-hosted, and writes it as <tag>.json, which `release: <tag>` in a sentry.yaml beside the folder then finds.",
      )
      .argument('<folder>', "folder of upstream's checkout")
      .argument('<tag>', 'tag of the release')
      .option('--output <folder>', 'folder to write to, beside sentry.yaml', 'releases')
      .action((folder: string, tag: string, { output }: Options) => {
        const { release: imported, warnings, problems } = importTag(path.resolve(folder), tag);
        if (problems.length > 0) throw new UserError(problems);
        const file = path.join(output, `${tag}.json`);
        makeFolder(output);
        writeWhole(file, `${JSON.stringify(imported, null, 2)}\n`);
        for (const warning of warnings) console.error(`warning: ${warning}`);
        const { services, topics } = imported;
        console.log(
          `${path.relative(process.cwd(), file)}: ${Object.keys(services).length} services, ${Object.keys(topics).length} topics`,
        );
      }),
    'git clone https://github.com/getsentry/self-hosted',
    `cdk8s-sentry release import self-hosted ${knownReleases()[0]}`,
  );

export const release = (): Command =>
  new Command('release')
    .description("Releases of upstream's.")
    .addCommand(importCommand())
    .addCommand(diffCommand())
    .addCommand(checkCommand());
