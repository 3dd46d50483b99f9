// `release check`: upstream's releases beside those that are here, for whoever brings in the next one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Command } from 'commander';
import { makeFolder, UserError } from 'manifest-review/manifests';
import { rules } from '../releases/import/ignored';
import { tagsOf } from '../releases/import/upstream';
import { knownReleases, loadRelease, nearestRelease, newestFirst, refusal } from '../releases/load';
import type { Release } from '../releases/release';
import { renderText } from '../render';
import { knownThings } from '../topology/known';
import { sections } from '../topology/release-change';
import { releaseDifference } from '../topology/release-difference';
import { type ImportedTag, importTag } from './import-tag';
import { withExamples } from './options';
import { isOurs } from './own-settings';

interface TagFinding {
  readonly tag: string;
  /** What there is to say of it, in a line. */
  readonly says: string;
  /** It is here, and it should not be as it is. */
  readonly isWrong: boolean;
  readonly used: ImportedTag['rules'];
}

const profiles = ['errors-only', 'feature-complete'];

/** Runs what may end with lines for the user; the lines, or nothing. */
const mistakes = (run: () => void): readonly string[] => {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.lines;
  }
};

const first = (lines: readonly string[]): string => `${lines[0]}${lines.length > 1 ? ` (and ${lines.length - 1} more)` : ''}`;

/** What stops a release from being rendered, in either profile. */
const renderMistakes = (release: Release): readonly string[] => {
  const folder = mkdtempSync(path.join(tmpdir(), 'release-'));
  try {
    makeFolder(path.join(folder, 'releases'));
    writeFileSync(path.join(folder, 'releases', `${release.version}.json`), JSON.stringify(release));
    return profiles.flatMap((profile) => {
      const urls = 'url: https://sentry.example.com\ningest: { url: https://ingest.example.com }';
      const file = path.join(folder, 'sentry.yaml');
      return mistakes(() => renderText(`release: ${release.version}\nprofile: ${profile}\n${urls}\n`, file));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** How many changes there are of each section, one that several services have counted once. */
const summary = (release: Release): string => {
  const before = loadRelease(nearestRelease(release.version));
  const changes = releaseDifference(before, release, isOurs);
  const counts = sections.flatMap((section) => {
    const of = changes.filter((change) => change.section === section);
    const count = new Set(of.map(({ what, meaning }) => `${what}\n${meaning}`)).size;
    return count === 0 ? [] : [`${section.toLowerCase()} ${count}`];
  });
  return counts.length === 0 ? `nothing otherwise than ${before.version}` : `beside ${before.version}: ${counts.join(', ')}`;
};

const finding = (folder: string, tag: string, isHere: boolean): TagFinding => {
  const found = (says: string, isWrong = false, used: TagFinding['used'] = []): TagFinding => ({ tag, says, isWrong, used });
  const refused = refusal(tag);
  if (refused !== undefined) return found(`refused: ${refused}`);
  let imported: ImportedTag | undefined;
  const stopped = mistakes(() => {
    imported = importTag(folder, tag);
  });
  const problems = imported === undefined ? stopped : imported.problems;
  if (imported === undefined || problems.length > 0)
    return found(`${isHere ? 'here, but ' : ''}does not import: ${first(problems)}`, isHere);
  const { release, rules: used } = imported;
  if (isHere && JSON.stringify(release) !== JSON.stringify(loadRelease(tag)))
    return found('here, but other than in this clone', true, used);
  const unrendered = renderMistakes(release);
  if (unrendered.length > 0) return found(`${isHere ? 'here, but ' : 'imports, '}does not render: ${first(unrendered)}`, isHere, used);
  return found(isHere ? 'here' : `not here: imports and renders; ${summary(release)}`, false, used);
};

const unused = (findings: readonly TagFinding[]): string[] => {
  const used = new Set(findings.flatMap((each) => each.used));
  return [
    ...rules.flatMap((rule) => (used.has(rule) ? [] : [`releases/import/ignored.json: ${rule.file}: ${rule.path}`])),
    ...knownThings.flatMap((known) =>
      used.has(known)
        ? []
        : [`topology/known.json: ${known.roles?.join(', ') ?? 'every role'}: ${known.what}: ${JSON.stringify(known.value)}`],
    ),
  ];
};

export const checkCommand = (): Command =>
  withExamples(
    new Command('check')
      .description(
        "Holds the releases of this package beside those of a clone of upstream's repository: which are not here, whether each imports and renders, how far it is from the nearest that is here, and which rules of the import no release needs. Writes nothing. Ends with 1 if a release that is here does not import again as it is, or if a rule is not needed.",
      )
      .argument('<folder>', "folder of a clone of upstream's repository, getsentry/self-hosted, with its tags")
      .action((folder: string) => {
        const clone = path.resolve(folder);
        const tags = tagsOf(clone).sort(newestFirst);
        const here = knownReleases();
        const width = Math.max(...tags.map((tag) => tag.length), 0);
        const findings = tags.map((tag) => {
          const one = finding(clone, tag, here.includes(tag));
          console.log(`${tag.padEnd(width)}  ${one.says}`);
          return one;
        });
        const missing = here.filter((release) => !tags.includes(release));
        const mend = [
          ...findings.flatMap(({ tag, says, isWrong }) => (isWrong ? [`${tag}: ${says}`] : [])),
          ...missing.map((release) => `${release}: here, but no tag of this clone; git fetch --tags brings new ones`),
          ...unused(findings).map((rule) => `${rule}: expected a release that needs this line, got none`),
        ];
        if (mend.length > 0) throw new UserError(mend);
      }),
    'cdk8s-sentry release check self-hosted',
  );
