import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CheckStatus } from '@stryker-mutator/api/check';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const seed = 20261128;
const size = Number(process.env.MUTANTS ?? 400);
const wanted = 85;

/** Mutants that nothing can tell from the code as it stands, by file, line of code, mutation, and why. */
const equivalent = JSON.parse(readFileSync(new URL('equivalent.json', import.meta.url), 'utf8'));

// For runner.js, in another process: which mutant is in which file.
process.env.DRAWN_MUTANTS ??= path.join(tmpdir(), `mutants-${process.pid}.json`);

const placeOf = ({ start, end }) => `${start.line}:${start.column}-${end.line}:${end.column}`;

/** A shuffle that hangs on the seed and on what a mutant is, not on the order in which they come. */
const rank = ({ fileName, location, mutatorName, replacement }) =>
  createHash('sha256')
    .update([seed, path.relative(process.cwd(), fileName), placeOf(location), mutatorName, replacement].join(' '))
    .digest('hex');

/** Stryker draws no sample, but asks a checker about every mutant before it runs any: those that are not drawn do not pass. */
class Draw {
  #drawn = new Set();

  async init() {}

  async group(mutants) {
    const ranked = mutants.map((mutant) => ({ id: mutant.id, rank: rank(mutant) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
    this.#drawn = new Set(ranked.slice(0, size).map(({ id }) => id));
    const files = mutants.filter(({ id }) => this.#drawn.has(id)).map(({ id, fileName }) => [id, path.relative(process.cwd(), fileName)]);
    writeFileSync(process.env.DRAWN_MUTANTS, JSON.stringify(Object.fromEntries(files)));
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map(({ id }) => [
        id,
        this.#drawn.has(id) ? { status: CheckStatus.Passed } : { status: CheckStatus.CompileError, reason: 'not drawn' },
      ]),
    );
  }
}

/** Prints what survived as it is found, and the score of those that were drawn. */
class Score {
  #counts = {};
  #survivors = [];

  onMutantTested({ status, fileName, location, mutatorName, replacement, originalLines }) {
    if (status === 'CompileError') return;
    this.#counts[status] = (this.#counts[status] ?? 0) + 1;
    const done = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    if (done % 10 === 0) console.log(`${done} of ${size}`, new Date().toTimeString().slice(0, 8), JSON.stringify(this.#counts));
    if (status === 'Survived') console.log(`${fileName} ${placeOf(location)} ${mutatorName} ${replacement} ${originalLines}`);
  }

  onMutationTestReportReady(report) {
    console.log(this.#counts);
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, 'drawn', Draw),
  declareClassPlugin(PluginKind.Reporter, 'drawn', Score),
];
