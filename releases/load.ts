// Finds and reads the data file of a release, the user's own before ours, and says why one cannot be rendered.
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { namesIn, readText, UserError, whatIsAt } from 'manifest-review/manifests';
import { root } from '../root';
import refused from './refused.json';
import type { Release } from './release';

/** Folders of release data, of which the first that has a release is read: the user's own, then the one that comes with this. */
const foldersOf = (own: string | undefined): readonly string[] => [
  ...(own === undefined ? [] : [path.join(own, 'releases')]),
  path.join(root, 'releases'),
];

/** Sorts versions. */
export const newestFirst = (a: string, b: string): number => {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0);
};

/** Releases that can be rendered, newest first: those with a data file here, or in the folder `releases` of `own`. */
export const knownReleases = (own?: string): string[] => {
  const files = foldersOf(own).flatMap((folder) => (whatIsAt(folder) === 'folder' ? namesIn(folder) : []));
  return [...new Set(files.flatMap((file) => /^(\d+\.\d+\.\d+)\.json$/.exec(file)?.[1] ?? []))].sort(newestFirst);
};

const reasons = new Map(Object.entries(refused));

/** Why a release that upstream published must not be run; nothing for any other. */
export const refusal = (version: string): string | undefined => reasons.get(version);

/** The release of this package that another is most like: itself, or the newest before it, or else the oldest. */
export const nearestRelease = (version: string): string => {
  const known = knownReleases();
  return known.find((each) => newestFirst(each, version) >= 0) ?? known.at(-1) ?? version;
};

/** What is wrong with a release that someone asks for; nothing when it can be rendered. */
export const releaseProblem = (version: string, own?: string): string | undefined => {
  const reason = refusal(version);
  if (reason !== undefined) return `${version} is refused: ${reason}`;
  const known = knownReleases(own);
  return known.includes(version) ? undefined : `expected one of ${known.join(', ')}, got "${version}"`;
};

const parts: readonly (keyof Release)[] = ['version', 'services', 'images', 'topics', 'features', 'clickhouse', 'settings'];

/** Throws UserError for what `release import` of this version did not write. */
const read = (file: string): Release => {
  const again = 'write it again by cdk8s-sentry release import';
  const text = readText(file);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError([`${file}: expected JSON; ${again}`]);
  }
  const missing = parts.find((part) => typeof data !== 'object' || data === null || !(part in data));
  if (missing !== undefined) throw new UserError([`${file}: expected a release with ${missing}, got none; ${again}`]);
  return data as Release;
};

const loaded = new Map<string, Release>();

/** Data of a release, read once per process. Throws for one that releaseProblem has something to say about. */
export const loadRelease = (version: string, own?: string): Release => {
  const problem = releaseProblem(version, own);
  if (problem !== undefined) throw new Error(problem);
  const files = foldersOf(own).map((folder) => path.join(folder, `${version}.json`));
  const file = files.find((each) => existsSync(each)) ?? '';
  const release = loaded.get(file) ?? read(file);
  loaded.set(file, release);
  return release;
};
