// The packed package in plain JavaScript, installed by pnpm.
import { cpSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';
import { bytes, differing, install, newFolder, versions } from './support/folder';
import { lines, node } from './support/nodes';
import { run } from './support/run';

describe('plain JavaScript, by pnpm', () => {
  const folder = newFolder('javascript');

  beforeAll(() => {
    cpSync(path.join(root, 'sentry.yaml'), path.join(folder, 'sentry.yaml'));
    install(folder, 'pnpm', { private: true, dependencies: { 'cdk8s-sentry': '', ...versions('cdk8s', 'cdk8s-plus-27', 'constructs') } });
  });

  describe.each(lines)('Node %i', (line) => {
    test.each(['main.js', 'main.mjs'])('%s writes the bytes of dist/', (file) => {
      const rendered = path.join(folder, `${file}-${line}`);
      run(node(line), [file], { cwd: folder, env: { CDK8S_OUTDIR: rendered } });
      expect(bytes(rendered)).toEqual(bytes(path.join(root, 'dist')));
    });

    test('cdk8s-sentry synth writes dist/', () => {
      const rendered = path.join(folder, `dist-${line}`);
      run(node(line), ['node_modules/cdk8s-sentry/bin/cdk8s-sentry.js', 'synth', '--output', rendered], { cwd: folder });
      expect(differing(rendered, path.join(root, 'dist'))).toEqual([]);
    });
  });
});
