// The page of a review in a real browser: `npm run test:page`.
const base = require('../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/page/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // A browser beside a busy control plane takes its time.
  maxWorkers: 1,
  testTimeout: 180_000,
};
