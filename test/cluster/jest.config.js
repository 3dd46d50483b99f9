const base = require('../../jest.config.js');

// own.test.ts is for a cluster of the user's own, all others are for control planes that they start.
const own = process.env.CLUSTER_OWN !== undefined;

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  // Not in the temporary folder, which is of one run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: [`<rootDir>/test/cluster/${own ? 'own' : '*'}.test.ts`],
  testPathIgnorePatterns: ['/node_modules/', ...(own ? [] : ['/own.test.ts$'])],
  // A control plane each: two cores have enough to do with two.
  maxWorkers: 2,
  testTimeout: 300_000,
};
