// The tests that need Node alone: what `npm test` runs.

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/packages/*/test/**/*.test.ts'],
  // Need a control plane, a node, a registry or a browser, or take long: npm run test:<folder>.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(cluster|node|package|page|readme)/'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }] },
  // A busy machine is no fault: what takes seconds on an idle one may take ten times that.
  testTimeout: 60_000,
  // Of this repository's own packages, the sources.
  moduleNameMapper: { '^cdk8s-sentry$': '<rootDir>/index.ts' },
  testEnvironmentOptions: { customExportConditions: ['manifest-review-source', 'node', 'node-addons'] },
  // Copies of the project that npm run mutants makes.
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'],
  snapshotResolver: '<rootDir>/test/support/snapshots.js',
};
