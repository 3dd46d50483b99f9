// What a new folder for an instance holds: the templates, with the answers in the place of their examples.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';

export const gitops = ['argocd', 'flux', 'none'] as const;

export interface Answers {
  readonly url: string;
  readonly ingestUrl: string;
  readonly email: string;
  readonly gitops: (typeof gitops)[number];
  /** Of self-hosted Sentry. */
  readonly release: string;
  /** Of cdk8s-sentry. */
  readonly version: string;
}

/** What stands in the templates, which can be run as they are. */
export const examples: Omit<Answers, 'gitops' | 'release' | 'version'> = {
  url: 'https://sentry.internal.example.com',
  ingestUrl: 'https://sentry.example.com',
  email: 'admin@example.com',
};

// npm packs no file of these names.
const dotted: Readonly<Record<string, string>> = { gitignore: '.gitignore', npmrc: '.npmrc' };

/** Text of every file below a folder, by its path there. */
const textsOf = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const file = path.join(parentPath, name);
        return [path.relative(folder, file), readFileSync(file, 'utf8')];
      }),
  );

const settingsText = (text: string, { url, ingestUrl, email, release }: Answers): string =>
  // In one pass: an answer may look like the example of another.
  text.replace(/(?<=^ *)(url|email|# release): (?:\S+(?= #))?/gm, (line: string, name: string) => {
    if (line === `url: ${examples.url}`) return `url: ${url}`;
    if (line === `url: ${examples.ingestUrl}`) return `url: ${ingestUrl}`;
    // An address may begin with what means something in YAML.
    if (line === `email: ${examples.email}`) return `email: ${/^\w/.test(email) ? email : JSON.stringify(email)}`;
    // No release stands in a template: it would be yesterday's.
    return name === '# release' ? `release: ${release} # ` : line;
  });

const packageText = (text: string, version: string): string => {
  const contents = JSON.parse(text) as { dependencies: Record<string, string> };
  contents.dependencies['cdk8s-sentry'] = version;
  return `${JSON.stringify(contents, null, 2)}\n`;
};

/** Text of every file of the new folder, by its path in it. */
export const projectFiles = (answers: Answers): Map<string, string> => {
  const templates = path.join(root, 'commands/init/templates');
  const files = new Map([
    ...textsOf(path.join(templates, 'project')),
    ...(answers.gitops === 'none' ? [] : textsOf(path.join(templates, answers.gitops))),
  ]);
  return new Map(
    [...files].map(([file, text]) => {
      if (file === 'sentry.yaml') return [file, settingsText(text, answers)];
      if (file === 'package.json') return [file, packageText(text, answers.version)];
      return [dotted[file] ?? file, text];
    }),
  );
};
