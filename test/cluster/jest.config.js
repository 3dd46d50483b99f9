// Suites on a real control plane: `npm run test:cluster` and `npm run test:review`.
const base = require('../../jest.config.js');

// own.test.ts is for a cluster of the user's own, all others are for control planes that they start; those of the review are a suite apart.
const suites = { own: '/own\\.test', review: '/review-\\w+\\.test', cluster: '/(?!own\\.|review-)[-\\w]+\\.test' };
const suite = process.env.CLUSTER_OWN === undefined ? (process.env.CLUSTER_SUITE ?? 'cluster') : 'own';

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  // Not in the temporary folder, which is of one run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: undefined,
  testRegex: `/test/cluster${suites[suite]}\\.ts$`,
  testPathIgnorePatterns: ['/node_modules/'],
  // A control plane each: two cores have enough to do with two.
  maxWorkers: 2,
  testTimeout: 300_000,
};
