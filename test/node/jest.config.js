const base = require('../../jest.config.js');

// Suites named all-… are for --all.
const suite = process.env.NODE_ALL === undefined ? '(?!all-)[-\\w]+' : '[-\\w]+';

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  // Not in the temporary folder, which is of one run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: undefined,
  testRegex: `/test/node/${suite}\\.test\\.ts$`,
  testPathIgnorePatterns: ['/node_modules/'],
  // A node each.
  maxWorkers: 1,
  testTimeout: 300_000,
};
