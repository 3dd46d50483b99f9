// The packed packages in folders outside the repository: `npm run test:package`.
const base = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/package/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/package/support/setup.ts',
  globalTeardown: '<rootDir>/test/package/support/teardown.ts',
  // Installing is what takes the time, and it takes both cores.
  maxWorkers: 1,
  testTimeout: 300_000,
};
