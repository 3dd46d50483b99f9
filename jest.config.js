/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/packages/*/test/**/*.test.ts'],
  // Need a control plane, npm run test:cluster, a node, npm run test:node, a browser, npm run test:page, or installs, npm run test:package.
  testPathIgnorePatterns: ['/node_modules/', ...['cluster', 'node', 'page', 'package'].map((folder) => `<rootDir>/test/${folder}/`)],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }] },
  // A busy machine is no fault: what takes seconds on an idle one may take ten times that.
  testTimeout: 60_000,
  // Of this repository's own packages, the sources.
  moduleNameMapper: { '^cdk8s-sentry$': '<rootDir>/index.ts' },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  // Copies of the project that npm run mutants makes.
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'],
  snapshotResolver: '<rootDir>/test/snapshots.js',
};
