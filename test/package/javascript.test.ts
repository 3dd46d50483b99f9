// The packed package in plain JavaScript, installed by pnpm.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

    test('what V8 has compiled is kept for the next time, and what is broken of it is not used', () => {
      const compiled = path.join(folder, 'node_modules/cdk8s-sentry/lib/commands');
      const kept = () => readdirSync(compiled).filter((file) => file.startsWith(`main.js.synth.v${line}.`));
      const again = (): readonly string[] => {
        const rendered = path.join(folder, `again-${line}`);
        const command = ['node_modules/cdk8s-sentry/bin/cdk8s-sentry.js', 'synth', '--output', rendered];
        run(node(line), command, { cwd: folder });
        return differing(rendered, path.join(root, 'dist'));
      };
      expect(again()).toEqual([]);
      const [name = ''] = kept();
      const file = path.join(compiled, name);
      const whole = readFileSync(file);
      expect(whole.length).toBeGreaterThan(500_000);
      for (const broken of [Buffer.alloc(0), whole.subarray(0, 300_000), Buffer.alloc(whole.length), Buffer.from('x'.repeat(1000))]) {
        writeFileSync(file, broken);
        expect(again()).toEqual([]);
        expect(readFileSync(file).length).toBeGreaterThan(500_000);
      }
      rmSync(file);
      mkdirSync(file);
      expect(again()).toEqual([]);
      expect(kept()).toEqual([name]);
      rmSync(file, { recursive: true });
    });
  });
});
