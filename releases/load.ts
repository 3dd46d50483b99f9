import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import refused from './refused.json';
import type { Release } from './release';

const folder = path.join(root, 'releases');

const numbers = (version: string): number[] => version.split('.').map(Number);

const newestFirst = (a: string, b: string): number => {
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0);
};

/** Releases that can be rendered, newest first: those with a data file here. */
export const knownReleases = (): string[] =>
  readdirSync(folder)
    .flatMap((file) => /^(\d+\.\d+\.\d+)\.json$/.exec(file)?.[1] ?? [])
    .sort(newestFirst);

/** Why a release that upstream published must not be run; nothing for any other. */
export const refusal = (version: string): string | undefined => (refused as Readonly<Record<string, string>>)[version];

/** What is wrong with a release that someone asks for; nothing when it can be rendered. */
export const releaseProblem = (version: string): string | undefined => {
  const reason = refusal(version);
  if (reason !== undefined) return `${version} is refused: ${reason}`;
  return knownReleases().includes(version)
    ? undefined
    : `expected one of ${knownReleases().join(', ')}, got "${version}"; npm run release imports another`;
};

const loaded = new Map<string, Release>();

/** Data of a known release, read once per process. */
export const loadRelease = (version: string): Release => {
  const known = loaded.get(version);
  if (known !== undefined) return known;
  const file = path.join(folder, `${version}.json`);
  if (!existsSync(file)) throw new Error(`no data of release ${version}`);
  const release = JSON.parse(readFileSync(file, 'utf8')) as Release;
  loaded.set(version, release);
  return release;
};
