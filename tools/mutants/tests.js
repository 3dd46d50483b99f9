// Which tests are run against the mutants of a file: tests.json as functions.
const rows = require('./tests.json').map(({ of, tests }) => ({ of, tests: tests.map((name) => `test/${name}.test.ts`) }));

/** Every file of tests, the one that fails soonest first. */
exports.all = [...new Set(rows.flatMap(({ tests }) => tests))];

/** Files of tests that a mutant of that file is run against; the first row that fits holds. */
exports.testsOf = (file) => rows.find(({ of }) => file.startsWith(of)).tests;
