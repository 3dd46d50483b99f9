import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { toYaml } from 'manifest-review/manifests';
import { type Manifests, releaseProblems, render } from './render';
import { loadSettings, SettingsError } from './settings/load';
import type { Settings } from './settings/schema';
import type { Topology } from './topology/topology';

/** Files named by SENTRY_CONFIG, separated by commas. @default sentry.yaml */
export const configFiles = (): string[] => (process.env['SENTRY_CONFIG'] ?? 'sentry.yaml').split(',').filter((file) => file !== '');

export interface RenderedFile {
  readonly settings: Settings;
  readonly topology: Topology;
  readonly manifests: Manifests;
  /** Ready to print. */
  readonly warnings: readonly string[];
}

/** Checks and renders the text of a file; throws SettingsError with everything that is wrong. */
export const renderText = (text: string, file: string): RenderedFile => {
  const loaded = loadSettings(text, file, releaseProblems);
  const rendered = render(loaded.settings);
  if ('problems' in rendered) throw new SettingsError(rendered.problems.map((problem) => loaded.format(problem)));
  return { settings: loaded.settings, warnings: loaded.warnings, ...rendered };
};

/** Reads, checks and renders one file; throws SettingsError with everything that is wrong. */
export const renderFile = (file: string): RenderedFile => {
  if (!existsSync(file)) throw new SettingsError([`${file}:1:1: expected a file of settings, got nothing at this path`]);
  if (!statSync(file).isFile()) throw new SettingsError([`${file}:1:1: expected a file of settings, got a folder`]);
  return renderText(readFileSync(file, 'utf8'), file);
};

const write = (folder: string, manifests: Manifests): void => {
  mkdirSync(folder, { recursive: true });
  for (const [file, objects] of manifests) writeFileSync(path.join(folder, `${file}.k8s.yaml`), toYaml(objects));
};

/** Folder of dist/ that each file is written into: none for the only one. */
export const folderNames = (files: readonly string[]): Map<string, string> => {
  if (files.length === 0) throw new SettingsError(['SENTRY_CONFIG: expected the name of a file, got nothing']);
  const folders = new Map(files.map((file) => [file, files.length === 1 ? '' : path.basename(file).replace(/\.ya?ml$/, '')]));
  const taken = [...folders.values()];
  const twice = taken.find((folder, index) => taken.indexOf(folder) !== index);
  if (twice !== undefined)
    throw new SettingsError([`SENTRY_CONFIG: expected files of different names, got two that would be written to "${twice}"`]);
  return folders;
};

/**
 * Renders every file into `outdir`, several into a folder each, one after the other so that memory stays flat.
 * `outdir` is replaced as a whole at the end: after an error it is as it was.
 */
export const writeInstances = (files: readonly string[], outdir: string, warn: (line: string) => void): void => {
  const partial = `${outdir}.partial`;
  const folders = folderNames(files);
  rmSync(partial, { recursive: true, force: true });
  try {
    const problems: string[] = [];
    for (const [file, folder] of folders) {
      try {
        const { manifests, warnings } = renderFile(file);
        for (const warning of warnings) warn(warning);
        if (problems.length === 0) write(path.join(partial, folder), manifests);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        problems.push(...error.lines);
      }
    }
    if (problems.length > 0) throw new SettingsError(problems);
    rmSync(outdir, { recursive: true, force: true });
    renameSync(partial, outdir);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
};

/** Runs a command; what the user can mend is printed without a stack trace and ends with exit code 1. */
export const runCommand = async (command: () => void | Promise<void>): Promise<void> => {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Error) || (error.name !== 'SettingsError' && error.name !== 'UnknownServiceError')) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
};
