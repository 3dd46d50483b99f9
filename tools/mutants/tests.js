// Which tests are run against the mutants of a file: tests.json as functions.
const { readFileSync } = require('node:fs');

const rows = require('./tests.json').map(({ of, tests }) => ({ of, tests: tests.map((name) => `test/${name}.test.ts`) }));

/** Every file of tests. */
exports.all = [...new Set(rows.flatMap(({ tests }) => tests))];

/** The mutant that is being tested, if any. */
exports.activeMutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;

/** Files of tests that it is run against, the one that fails soonest first (draw.mjs has written which file it is in; the first row that fits holds); without one every file. */
exports.testsNow = () => {
  const mutant = exports.activeMutant();
  if (mutant === undefined) return exports.all;
  const file = JSON.parse(readFileSync(process.env.DRAWN_MUTANTS, 'utf8'))[mutant];
  return rows.find(({ of }) => file.startsWith(of)).tests;
};
