// Suites on a real node: `npm run test:node`.
const base = require('../../jest.config.js');

// own.test.ts is for a cluster of the user's own, suites named all-… are for --all.
const own = process.env.CLUSTER_OWN !== undefined;
const suite = own ? 'own' : process.env.NODE_ALL === undefined ? '(?!all-|own\\.)[-\\w]+' : '(?!own\\.)[-\\w]+';

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
  // What is slow there says so by itself.
  testTimeout: own ? 7_200_000 : 300_000,
};
