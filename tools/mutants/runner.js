// Runs the tests of the file that is mutated, and none of a mutant that is already found.
const path = require('node:path');
const circus = require('jest-circus/runner');
const { activeMutant, testsNow } = require('./tests.js');

// What is random would make a score that moves, and the API report is of the code as it is written.
const left = ['mutations of valid settings', 'docs/api.md is', 'two renders are equal to the byte'];

const isLeft = ({ name, parent }) => left.some((start) => name.startsWith(start)) || (parent !== undefined && isLeft(parent));

const dead = new Set();

/** What Jest wants to hear of a file: one test of that outcome. */
const oneTest = (testFilePath, status, failureMessages = []) => ({
  leaks: false,
  numFailingTests: status === 'failed' ? 1 : 0,
  numPassingTests: 0,
  numPendingTests: status === 'failed' ? 0 : 1,
  numTodoTests: 0,
  openHandles: [],
  perfStats: { start: 0, end: 0, runtime: 0, slow: false },
  skipped: false,
  snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 },
  testFilePath,
  testResults: [
    {
      ancestorTitles: [],
      title: 'the file',
      fullName: `${testFilePath} as a whole`,
      status,
      failureMessages,
      failureDetails: [],
      numPassingAsserts: 0,
      duration: 0,
    },
  ],
});

/** Files of its own for a mutant, one after the other until a test fails: it dies once. */
module.exports = async (globalConfig, config, environment, runtime, testPath, send) => {
  const mutant = activeMutant();
  if (dead.has(mutant) || !testsNow().includes(path.relative(config.rootDir, testPath))) return oneTest(testPath, 'pending');
  environment.handleTestEvent = ({ name, test }) => {
    if (name === 'test_start' && (dead.has(mutant) || isLeft(test))) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0 && mutant !== undefined) dead.add(mutant);
  };
  try {
    return await (circus.default ?? circus)(globalConfig, config, environment, runtime, testPath, send);
  } catch (error) {
    if (mutant === undefined) throw error;
    // A file that cannot even be loaded is red in any other run too; Stryker would leave its mutant out of the score.
    dead.add(mutant);
    return oneTest(testPath, 'failed', [String(error)]);
  }
};
