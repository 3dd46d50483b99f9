// Files of settings to folders of manifests: what `cdk8s synth` runs in this repository.
import { existsSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Names } from 'cdk8s';
import { makeFolder, UserError } from 'manifest-review/manifests';
import { Sentry } from './constructs/sentry';
import { type FleetMember, fleetProblems } from './fleet';
import { kustomizationOf } from './kustomization';
import { SettingsError } from './settings/load';

/** Files named by SENTRY_CONFIG, separated by commas. @default sentry.yaml */
export const configFiles = (): string[] => (process.env['SENTRY_CONFIG'] ?? 'sentry.yaml').split(',').filter((file) => file !== '');

/** Folder of dist/ that each file is written into: none for the only one. */
export const folderNames = (files: readonly string[]): Map<string, string> => {
  if (files.length === 0) throw new SettingsError(['files of settings: expected the name of one, got nothing']);
  const folders = new Map(files.map((file) => [file, files.length === 1 ? '' : path.basename(file).replace(/\.ya?ml$/, '')]));
  const outside = [...folders].find(([, folder]) => files.length > 1 && ['', '.', '..'].includes(folder));
  if (outside !== undefined)
    throw new SettingsError([`files of settings: expected names that can be those of folders, got "${outside[0]}"`]);
  const taken = [...folders.values()];
  const twice = taken.find((folder, index) => taken.indexOf(folder) !== index);
  if (twice !== undefined)
    throw new SettingsError([`files of settings: expected different names, got two that would be written to "${twice}"`]);
  return folders;
};

/** An App of one instance, whose files bear the names of its charts alone: `00-foundation.k8s.yaml`. */
class InstanceApp extends App {
  override synth(): void {
    super.synth();
    for (const chart of this.charts) {
      const file = (name: string): string => path.join(this.outdir, `${name}${this.outputFileExtension}`);
      renameSync(file(Names.toDnsLabel(chart)), file(chart.node.id));
    }
  }
}

/** Where a folder is, or is to be: whole, links followed, without the slash that shells put at its end. Throws UserError for no name. */
export const placeOf = (folder: string): string => {
  if (folder === '') throw new UserError(['expected the name of a folder to write to, got nothing']);
  const place = path.resolve(folder);
  return existsSync(place) ? realpathSync(place) : place;
};

/** Puts a folder in the place of another, which is `aside` meanwhile and comes back where that fails. */
const replaceFolder = (folder: string, by: string, aside: string): void => {
  if (existsSync(folder)) renameSync(folder, aside);
  try {
    renameSync(by, folder);
  } catch (error) {
    if (existsSync(aside)) renameSync(aside, folder);
    throw error;
  }
};

/**
 * Renders every file into `outdir`, several into a folder each, one after the other so that memory stays flat.
 * `outdir` is replaced as a whole at the end: after an error, SettingsError with the lines of all files, it is as it was.
 * `kustomization` writes a kustomization.yaml into each folder too.
 */
export const synthFiles = (
  files: readonly string[],
  outdir: string,
  warn: (line: string) => void,
  { kustomization = false } = {},
): void => {
  const place = placeOf(outdir);
  const folders = folderNames(files);
  makeFolder(path.dirname(place), outdir);
  const beside = mkdtempSync(`${place}.`);
  const partial = path.join(beside, 'new');
  try {
    const problems: string[] = [];
    const members: FleetMember[] = [];
    for (const [file, folder] of folders) {
      try {
        const app = new InstanceApp({ outdir: path.join(partial, folder) });
        const { settings, warnings } = Sentry.fromFile(app, 'sentry', file);
        for (const warning of warnings) warn(warning);
        members.push({ file, settings });
        if (problems.length > 0) continue;
        makeFolder(app.outdir, outdir);
        app.synth();
        if (kustomization) writeFileSync(path.join(app.outdir, 'kustomization.yaml'), kustomizationOf(readdirSync(app.outdir)));
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        problems.push(...error.lines);
      }
    }
    problems.push(...fleetProblems(members));
    if (problems.length > 0) throw new SettingsError(problems);
    replaceFolder(place, partial, path.join(beside, 'old'));
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
};
