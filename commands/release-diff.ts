// `release diff`: what is otherwise in one release than in another, as text.
import { Command } from 'commander';
import { UserError } from 'manifest-review/manifests';
import { knownReleases, loadRelease, releaseProblem } from '../releases/load';
import type { Release } from '../releases/release';
import { type ReleaseChange, sections } from '../topology/release-change';
import { releaseDifference } from '../topology/release-difference';
import { withExamples } from './options';
import { isOurs } from './own-settings';

/** More than a line of names is told by their number. */
const listed = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

/** What is the same of several, once: as `where` each that it is true of, and the meaning of several that mean the same. */
const joined = (
  changes: readonly ReleaseChange[],
): { readonly head: string; readonly lines: readonly string[]; readonly meaning: string }[] => {
  const places = new Map<string, { change: ReleaseChange; where: string[] }>();
  for (const change of changes) {
    const key = JSON.stringify([change.what, change.meaning]);
    const found = places.get(key) ?? { change, where: [] };
    if (change.where !== undefined) found.where.push(change.where);
    places.set(key, found);
  }
  const blocks = new Map<string, { head: string; lines: string[]; meaning: string }>();
  for (const { change, where } of places.values()) {
    const head = listed(where);
    const key = JSON.stringify([head, change.meaning]);
    const block = blocks.get(key) ?? { head, lines: [], meaning: change.meaning };
    block.lines.push(change.what);
    blocks.set(key, block);
  }
  return [...blocks.values()];
};

/** Text of a difference, a block a section. */
export const differenceText = (from: Release, to: Release): string => {
  const changes = releaseDifference(from, to, isOurs);
  const texts = sections.flatMap((section) => {
    const blocks = joined(changes.filter((change) => change.section === section));
    if (blocks.length === 0) return [];
    const lines = blocks.flatMap(({ head, lines: what, meaning }) => [
      ...(head === '' ? [] : [`  ${head}`]),
      ...what.map((line) => `${head === '' ? '  ' : '    '}${line}`),
      `${head === '' ? '  ' : '    '}=> ${meaning}`,
    ]);
    return [`${section}\n${lines.join('\n')}`];
  });
  return [`${to.version} beside ${from.version}`, ...(texts.length === 0 ? ['Nothing is otherwise.'] : texts)].join('\n\n');
};

export const diffCommand = (): Command =>
  withExamples(
    new Command('diff')
      .description(
        'Says what is otherwise in a release than in another, and what it means here: services, images, arguments, variables, topics, features and settings. Releases of a folder releases/ beside it are read before those that come with this.',
      )
      .argument('<from>', 'release that runs')
      .argument('<to>', 'release to go to')
      .action((from: string, to: string) => {
        const own = process.cwd();
        const problems = [from, to].flatMap((version) => releaseProblem(version, own) ?? []);
        if (problems.length > 0) throw new UserError([...new Set(problems)]);
        console.log(differenceText(loadRelease(from, own), loadRelease(to, own)));
      }),
    `cdk8s-sentry release diff ${knownReleases()[1]} ${knownReleases()[0]}`,
  );
