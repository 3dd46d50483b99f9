// A tag of upstream's repository as a release, with everything of it that would be lost.
import type { Ignored } from '../releases/import/ignored';
import { importRelease } from '../releases/import/import';
import { readTag } from '../releases/import/upstream';
import { loadRelease, nearestRelease } from '../releases/load';
import type { Release } from '../releases/release';
import type { Known } from '../topology/known';
import { releaseProblems } from '../topology/release-problems';
import { settingProblems } from '../topology/setting-problems';
import { isOurs } from './own-settings';

export interface ImportedTag {
  readonly release: Release;
  /** For a person to read. */
  readonly warnings: readonly string[];
  /** What would be lost, with its place, a line each. */
  readonly problems: readonly string[];
  /** Lines of releases/import/ignored.json, and of topology/known.json, that it needs. */
  readonly rules: readonly (Ignored | Known)[];
}

/** Throws ImportError for what stops an import half-way. */
export const importTag = (folder: string, tag: string): ImportedTag => {
  const { release, warnings, ignored, place } = importRelease(tag, readTag(folder, tag));
  const { problems, used } = releaseProblems(release);
  const all = [...problems, ...settingProblems(release, loadRelease(nearestRelease(tag)), isOurs)];
  return {
    release,
    warnings,
    problems: all.map(({ path, message }) => `${place(path)}: ${message}`),
    rules: [...ignored, ...used],
  };
};
