// Each release of the package, written as an upstream repository, imports to the same bytes.
import { rules } from '../../releases/import/ignored';
import { importRelease } from '../../releases/import/import';
import { knownReleases, loadRelease } from '../../releases/load';
import { knownThings } from '../../topology/known';
import { releaseProblems } from '../../topology/release-problems';
import { inMemory } from '../support/in-memory';
import { upstreamOf } from '../support/upstream-of';

test.each(knownReleases())('%s is imported again from a repository written from its data, with nothing unknown', (version) => {
  const release = loadRelease(version);
  const files = upstreamOf(release);
  const { release: imported } = importRelease(version, inMemory(files));
  expect(JSON.stringify(imported, null, 2)).toBe(JSON.stringify(release, null, 2));
  expect(releaseProblems(imported).problems).toEqual([]);
});

test('every rule for what is left out is used by a release', () => {
  const used = new Set(
    knownReleases().flatMap((version) => {
      const files = upstreamOf(loadRelease(version));
      return importRelease(version, inMemory(files)).ignored;
    }),
  );
  expect(rules.filter((rule) => !used.has(rule))).toEqual([]);
});

test('every line of topology/known.json is needed by a release', () => {
  const used = new Set(knownReleases().flatMap((version) => [...releaseProblems(loadRelease(version)).used]));
  expect(knownThings.filter((known) => !used.has(known))).toEqual([]);
});
