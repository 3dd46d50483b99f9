// Compiles the package to lib/: types by tsc, the API and the command by esbuild, a file each, since small files take longer to load.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { root } from '../root';

const lib = path.join(root, 'lib');
const modules = path.join(root, 'node_modules');

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Names stay, for stack traces.
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  logLevel: 'error',
  absWorkingDir: root,
  // As modules, of which only what is used is taken: all of zod takes 40 ms to load.
  alias: { zod: path.join(modules, 'zod/index.js') },
};

rmSync(lib, { recursive: true, force: true });
for (const [script = '', ...args] of [
  [path.join(modules, 'typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  [path.join(root, 'packages/manifest-review/tools/declarations.js')],
])
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });

/** What a user's App has too comes from there, and so does what he imports beside it: one class of each. */
const api = buildSync({ ...options, entryPoints: ['index.ts'], outfile: 'lib/index.js', packages: 'external' });

const versionOf = (folder: string): string => JSON.parse(readFileSync(path.join(modules, folder, 'package.json'), 'utf8')).version;
// One copy to load and to warm up for reading and writing; it must be the one that cdk8s writes with.
if (versionOf('yaml') !== versionOf('cdk8s/node_modules/yaml')) throw new Error('yaml: expected the version that cdk8s bundles');

/** A program of its own, with the cdk8s that it was tested with. Graphviz is loaded for pictures alone. */
const command = buildSync({
  ...options,
  entryPoints: ['commands/main.ts'],
  outfile: 'lib/commands/main.js',
  conditions: ['manifest-review-source'],
  alias: { ...options.alias, yaml: path.join(modules, 'yaml') },
  external: ['@viz-js/viz', 'manifest-review/package.json'],
});

/** Packages of which code is in the bundles. */
const packages = [api, command]
  .flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}))
  .flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);

const licence = (folder: string): string => {
  const { name, version, license, author } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(path.join(root, folder)).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? `${license}, by ${author?.name ?? author}` : readFileSync(path.join(root, folder, file), 'utf8');
  return `${name} ${version}\n\n${text.trim()}\n`;
};

writeFileSync(
  path.join(lib, 'LICENSES.txt'),
  [...new Set(packages)]
    .sort()
    .map(licence)
    .join(`\n${'-'.repeat(80)}\n\n`),
);
