#!/usr/bin/env node
// Runs a TypeScript entry as it stands now: bundles it (no type check, some 20 ms) and loads the result in this process.
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');

const [entry, ...args] = process.argv.slice(2);
const root = path.join(__dirname, '..');
const source = path.resolve(root, entry);
// Entries of one name stand in several folders.
const name = path.relative(root, source).replaceAll(path.sep, '-').replace(/\.ts$/, '.js');
const outfile = path.join(root, 'node_modules/.cache/cdk8s-sentry', name);
try {
  const { outputFiles } = buildSync({
    entryPoints: [source],
    outfile,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // Of this repository's own packages, the sources.
    conditions: ['manifest-review-source'],
    alias: Object.fromEntries(
      ['manifests', 'picture']
        .map((part) => [`manifest-review/${part}`, path.join(root, 'packages/manifest-review', part, 'index.ts')])
        .concat([
          ['manifest-review/package.json', 'manifest-review/package.json'],
          ['manifest-review', path.join(root, 'packages/manifest-review/index.ts')],
        ]),
    ),
    sourcemap: 'inline',
    logLevel: 'error',
  });
  // Whole or not there: another run of the same entry may be about to load it.
  const partial = `${outfile}.${process.pid}`;
  mkdirSync(path.dirname(outfile), { recursive: true });
  writeFileSync(partial, outputFiles[0].contents);
  renameSync(partial, outfile);
} catch (error) {
  if (error.errors === undefined) throw error;
  process.exit(1); // esbuild has printed where and why
}
// `… | head` has what it wants and goes; of anything else the entry tells, or nobody.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  if (process.stdout.listenerCount('error') === 1) throw error;
});
process.argv = [process.argv[0], outfile, ...args];
require(outfile);
