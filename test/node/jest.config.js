const base = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  // Not in the temporary folder, which is of one run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: ['<rootDir>/test/node/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // A node each.
  maxWorkers: 1,
  testTimeout: 300_000,
};
