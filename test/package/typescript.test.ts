// The packed package in strict TypeScript, installed by npm.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';
import { bytes, install, newFolder, versions } from './support/folder';
import { lines, node } from './support/nodes';
import { packed } from './support/packed';
import { run, tryRun } from './support/run';

describe('TypeScript, by npm', () => {
  const folder = newFolder('typescript');
  const tsc = (...args: string[]) => tryRun(process.execPath, ['node_modules/typescript/bin/tsc', ...args], { cwd: folder });

  beforeAll(() => {
    // Every exported name, by name.
    const types = String(packed('cdk8s-sentry').files.get('lib/index.d.ts'));
    const names = [...types.matchAll(/\{([^}]+)\}/g)].flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
    writeFileSync(path.join(folder, 'all.ts'), `export { ${names.join(', ')} } from 'cdk8s-sentry';\n`);
    install(folder, 'npm', {
      private: true,
      dependencies: { 'cdk8s-sentry': '', ...versions('cdk8s', 'cdk8s-plus-27', 'constructs') },
      devDependencies: versions('typescript', '@types/node'),
    });
  });

  test('compiles strictly, every declaration included', () => {
    expect(tsc()).toMatchObject({ stdout: '', status: 0 });
  });

  test('compiles as the template of the cdk8s CLI does: CommonJS, the resolution of old', () => {
    const old = ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0', '--noEmit'];
    expect(tsc(...old)).toMatchObject({ stdout: '', status: 0 });
  });

  test('a setting that is none does not compile', () => {
    const file = path.join(folder, 'wrong.ts');
    writeFileSync(
      file,
      "import type { SentryProps } from 'cdk8s-sentry';\nexport const props: SentryProps = { url: '', ingest: { url: '' }, sise: 'small' };\n",
    );
    expect(tsc('--noEmit').stdout).toMatch(/wrong\.ts\(2,\d+\): error TS2353.*'sise'/);
    rmSync(file);
  });

  describe.each(lines)('Node %i', (line) => {
    test('renders what sentry.yaml does, but for the patch', () => {
      const rendered = path.join(folder, `dist${line}`);
      run(node(line), ['out/main.js'], { cwd: folder, env: { CDK8S_OUTDIR: rendered } });
      const plain = path.join(folder, `plain${line}`);
      const command = ['node_modules/cdk8s-sentry/bin/cdk8s-sentry.js', 'synth', '--output', plain];
      run(node(line), command, { cwd: folder, env: { SENTRY_CONFIG: path.join(root, 'examples/default.yaml') } });
      const patched = bytes(rendered).map((text) => text.replace(/^ +priorityClassName: high\n/m, ''));
      expect(patched.sort()).toEqual(bytes(plain));
      expect(bytes(rendered)).not.toEqual(bytes(plain));
    });

    test('its tests pass', () => {
      run(node(line), ['--test', 'out/sentry.test.js'], { cwd: folder });
    });
  });

  test.each([
    'cdk8s-sentry/lib/index.js',
    'cdk8s-sentry/lib/commands/main.js',
    'cdk8s-sentry/index',
    'cdk8s-sentry/constructs/sentry',
    'cdk8s-sentry/bin/cdk8s-sentry.js',
    'cdk8s-sentry/sentry.schema.json',
    'manifest-review/lib/index.js',
    'manifest-review/review/review',
  ])('%s cannot be imported', (name) => {
    const { status, stderr } = tryRun(process.execPath, ['-e', `require('${name}')`], { cwd: folder });
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('ERR_PACKAGE_PATH_NOT_EXPORTED') });
  });

  test('brings the schema that an editor reads', () => {
    expect(readFileSync(path.join(folder, 'node_modules/cdk8s-sentry/sentry.schema.json'), 'utf8')).toBe(
      readFileSync(path.join(root, 'sentry.schema.json'), 'utf8'),
    );
  });

  test('installs no CLI, no esbuild and no second cdk8s', () => {
    for (const none of ['cdk8s-cli', 'esbuild', 'cdk8s-sentry/node_modules/cdk8s'])
      expect([none, existsSync(path.join(folder, 'node_modules', none))]).toEqual([none, false]);
  });

  test('new Sentry() loads neither Graphviz nor the review', () => {
    const loaded = run(process.execPath, ['-e', "require('cdk8s-sentry'); console.log(Object.keys(require.cache).join('\\n'))"], {
      cwd: folder,
    });
    expect(loaded.split('\n').filter((file) => /viz-js|manifest-review\/lib\/(?!manifests\/)/.test(file))).toEqual([]);
  });
});
