// The tests that mutants are held against, in an order and by a runner of their own.
const base = require('../../jest.config.js');
const { all } = require('./tests.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: all.map((test) => `<rootDir>/${test}`),
  testPathIgnorePatterns: ['/node_modules/'],
  testRunner: '<rootDir>/tools/mutants/runner.js',
  testSequencer: '<rootDir>/tools/mutants/sequencer.js',
};
