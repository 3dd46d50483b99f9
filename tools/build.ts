// Compiles the package to lib/, after packages/manifest-review: npm run build.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { root } from '../root';

const lib = path.join(root, 'lib');

/** Loaded for each render. Each is one file, with zod in it: 150 small files and all of zod take longer than the rendering. */
const hot = ['index', 'commands/synth'];

rmSync(lib, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
buildSync({
  entryPoints: hot.map((entry) => path.join(root, `${entry}.ts`)).filter(existsSync),
  outdir: lib,
  outbase: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // As modules, of which only what is used is taken.
  alias: { zod: path.join(root, 'node_modules/zod/index.js') },
  logLevel: 'error',
});
