import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import refused from './refused.json';
import type { Release } from './release';

const folder = path.join(root, 'releases');

const newestFirst = (a: string, b: string): number => {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0);
};

/** Releases that can be rendered, newest first: those with a data file here. */
export const knownReleases = (): string[] =>
  readdirSync(folder)
    .flatMap((file) => /^(\d+\.\d+\.\d+)\.json$/.exec(file)?.[1] ?? [])
    .sort(newestFirst);

const reasons = new Map(Object.entries(refused));

/** Why a release that upstream published must not be run; nothing for any other. */
export const refusal = (version: string): string | undefined => reasons.get(version);

/** What is wrong with a release that someone asks for; nothing when it can be rendered. */
export const releaseProblem = (version: string): string | undefined => {
  const reason = refusal(version);
  if (reason !== undefined) return `${version} is refused: ${reason}`;
  const known = knownReleases();
  return known.includes(version) ? undefined : `expected one of ${known.join(', ')}, got "${version}"`;
};

const loaded = new Map<string, Release>();

/** Data of a release, read once per process. Throws for one that releaseProblem has something to say about. */
export const loadRelease = (version: string): Release => {
  const known = loaded.get(version);
  if (known !== undefined) return known;
  const problem = releaseProblem(version);
  if (problem !== undefined) throw new Error(problem);
  const release = JSON.parse(readFileSync(path.join(folder, `${version}.json`), 'utf8')) as Release;
  loaded.set(version, release);
  return release;
};
