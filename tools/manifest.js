#!/usr/bin/env node
// package.json as it is published, for the moment of packing: `prepack` runs `publish`, `postpack` runs `restore`.
const { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const file = path.resolve('package.json');
const kept = path.join(__dirname, '../node_modules/.cache/cdk8s-sentry', `${path.basename(path.dirname(file))}.package.json`);

/** What is for this repository alone is left out: its own `cdk8s`, which would hide the CLI's, and the way to the sources. */
const published = ({ scripts, devDependencies, workspaces, bin: { cdk8s, ...bin } = {}, exports: doors = {}, ...rest }) => ({
  ...rest,
  ...(Object.keys(bin).length > 0 && { bin }),
  exports: Object.fromEntries(
    Object.entries(doors).map(([name, door]) => {
      if (typeof door === 'string') return [name, door];
      const { source, ...conditions } = door;
      return [name, conditions];
    }),
  ),
});

const restore = () => {
  if (existsSync(kept)) renameSync(kept, file);
};

// A run that was stopped in the middle has left its own behind.
restore();
if (process.argv[2] === 'publish') {
  mkdirSync(path.dirname(kept), { recursive: true });
  copyFileSync(file, kept);
  writeFileSync(file, `${JSON.stringify(published(JSON.parse(readFileSync(kept, 'utf8'))), null, 2)}\n`);
}
