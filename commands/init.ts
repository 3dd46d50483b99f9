// `init`: makes a folder in which a new instance is kept, and touches none that holds something.
import * as path from 'node:path';
import { Command, Option } from 'commander';
import { makeFolder, namesIn, UserError, whatIsAt, writeWhole } from 'manifest-review/manifests';
import { knownReleases } from '../releases/load';
import { checkSettings, SettingsError, settingsProps } from '../settings/load';
import { type Answers, examples, gitops, projectFiles } from './init/project';
import { folderName, withExamples } from './options';
import { shellPath } from './shell';
import { version } from './version';

type Options = Omit<Answers, 'release' | 'version'>;

/** Throws UserError for a place that holds something; a new repository of git is empty. */
const mustBeEmpty = (folder: string): void => {
  const found = whatIsAt(folder);
  if (found === undefined) return;
  if (found === 'file') throw new UserError([`${folder}: expected an empty folder or none, got a file`]);
  const [first] = namesIn(folder).filter((name) => name !== '.git');
  if (first !== undefined) throw new UserError([`${folder}: expected an empty folder or none, got one with ${first}; nothing was written`]);
};

const flags: Readonly<Record<string, string>> = { url: '--url', 'ingest.url': '--ingest-url', 'admin.email': '--email' };

/** Throws UserError for answers that no settings can be. */
const check = ({ url, ingestUrl, email }: Options): void => {
  try {
    checkSettings(settingsProps({ url, ingest: { url: ingestUrl }, admin: { email } }));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UserError(error.lines.map((line) => line.replace(/^[^:]+/, (setting) => flags[setting] ?? setting)));
  }
};

export const init = (): Command =>
  withExamples(
    new Command('init')
      .description(
        'Makes a folder for an instance: package.json, cdk8s.yaml, main.ts, sentry.yaml with the settings that people touch, a test, the review of pull requests for GitHub and GitLab, and a README. A folder that is not empty is left alone.',
      )
      .argument('[folder]', 'folder to make', folderName, '.')
      .option('--url <url>', 'where people open Sentry', examples.url)
      .option('--ingest-url <url>', 'where SDKs send events', examples.ingestUrl)
      .option('--email <address>', 'login of the first superuser', examples.email)
      .addOption(new Option('--gitops <tool>', 'what applies the committed manifests').choices(gitops).default('none'))
      .action((folder: string, options: Options) => {
        mustBeEmpty(folder);
        check(options);
        const files = projectFiles({ ...options, release: knownReleases()[0] ?? '', version: version() });
        for (const [file, text] of files) {
          makeFolder(path.join(folder, path.dirname(file)));
          writeWhole(path.join(folder, file), text);
        }
        console.log(`${path.join(folder, 'sentry.yaml')} is what to edit. Then:\n`);
        if (path.resolve(folder) !== process.cwd()) console.log(`  cd ${shellPath(folder)}`);
        console.log('  npm install\n  npx cdk8s synth\n  npm test');
      }),
    'cdk8s-sentry init sentry --url https://sentry.internal.acme.org --ingest-url https://sentry.acme.org --email ops@acme.org',
    'cdk8s-sentry init . --gitops argocd',
  );
