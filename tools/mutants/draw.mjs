// Plugins of StrykerJS: the draw and the score.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CheckStatus } from '@stryker-mutator/api/check';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const seed = 20261128;
const wanted = 85;
/** Which are drawn, by their place in the draw: `40` are the first 40, `200-400` the last 200. @default '400' */
const [from, to] = ['0', ...(process.env.MUTANTS ?? '400').split('-')].slice(-2).map(Number);

/**
 * Mutants that nothing can tell from the code as it stands, by file, a part of the line, what is changed and to what, each with the
 * reason; those that are drawn are left out of the score.
 */
const equivalents = JSON.parse(readFileSync(new URL('equivalent.json', import.meta.url), 'utf8'));

// For runner.js, in a process of its own: which mutant is in which file.
process.env.DRAWN_MUTANTS ??= path.join(tmpdir(), `mutants-${process.pid}.json`);

const root = process.cwd();
const placeOf = ({ start, end }) => `${start.line}:${start.column}-${end.line}:${end.column}`;

/** A shuffle that hangs on the seed and on what a mutant is, not on the order in which they come. */
const rank = ({ fileName, location, mutatorName, replacement }) =>
  createHash('sha256')
    .update([seed, path.relative(root, fileName), placeOf(location), mutatorName, replacement].join(' '))
    .digest('hex');

/** Stryker draws no sample, but asks a checker about every mutant before it runs any: those that are not drawn do not pass. */
class Draw {
  #drawn = new Set();

  async init() {}

  async group(mutants) {
    const ranked = mutants.map((mutant) => ({ id: mutant.id, rank: rank(mutant) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
    this.#drawn = new Set(ranked.slice(from, to).map(({ id }) => id));
    const drawn = mutants.filter(({ id }) => this.#drawn.has(id)).map(({ id, fileName }) => [id, path.relative(root, fileName)]);
    writeFileSync(process.env.DRAWN_MUTANTS, JSON.stringify(Object.fromEntries(drawn)));
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const answer = (id) =>
      this.#drawn.has(id) ? { status: CheckStatus.Passed } : { status: CheckStatus.CompileError, reason: 'not drawn' };
    return Object.fromEntries(mutants.map(({ id }) => [id, answer(id)]));
  }
}

/** The original text of a mutant, its white space as one blank. Lines and columns of a report begin at 1. */
const textAt = (source, { start, end }) => {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return oneLine(lines.join(' '));
};
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

/**
 * Says what becomes of each at once, so that a run that is interrupted has told what it found; then the survivors and the score.
 * Fails below what is wanted.
 */
class Score {
  #done = 0;

  onMutantTested({ status, fileName, location, mutatorName, replacement }) {
    if (status === 'CompileError') return;
    this.#done += 1;
    const place = `${path.relative(root, fileName)}:${placeOf(location)}`;
    const time = new Date().toTimeString().slice(0, 8);
    console.log(`${time} ${this.#done} of ${to - from} ${status} ${place} ${mutatorName}: ${oneLine(replacement)}`);
  }

  onMutationTestReportReady({ files }) {
    const drawn = Object.entries(files).flatMap(([file, { source, mutants }]) =>
      mutants
        .filter(({ status }) => status !== 'CompileError')
        .map(({ status, location, mutatorName, replacement }) => {
          const [original, changed] = [textAt(source, location), oneLine(replacement ?? '')];
          const line = source.split('\n')[location.start.line - 1];
          const reason = equivalents.find(
            (known) => known.file === file && line.includes(known.within) && known.original === original && known.replacement === changed,
          )?.reason;
          return { status, place: `${file}:${location.start.line}:${location.start.column}`, mutatorName, original, changed, reason };
        }),
    );
    const broken = drawn.filter(({ status }) => !['Killed', 'Timeout', 'Survived'].includes(status));
    const survivors = drawn.filter(({ status }) => status === 'Survived');
    const equivalent = survivors.filter(({ reason }) => reason !== undefined);
    for (const { place, mutatorName, original, changed, reason } of survivors)
      console.log(
        `${reason === undefined ? 'survived' : 'equivalent'} ${place} ${mutatorName}: ${original}  ->  ${changed}${reason === undefined ? '' : ` (${reason})`}`,
      );
    for (const { place, status } of broken) console.log(`not judged ${place}: ${status}`);
    // They count as killed, so they are named: on a busy machine it may have been the tests that took so long.
    for (const { place } of drawn.filter(({ status }) => status === 'Timeout')) console.log(`timed out ${place}`);
    const judged = drawn.length - equivalent.length;
    const killed = drawn.length - survivors.length - broken.length;
    const score = (100 * killed) / judged;
    console.log(
      `${killed} of ${judged} killed: ${score.toFixed(1)} % (at least ${wanted} % wanted), ${equivalent.length} equivalent beside them`,
    );
    if (score < wanted) process.exitCode = 1;
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, 'drawn', Draw),
  declareClassPlugin(PluginKind.Reporter, 'drawn', Score),
];
