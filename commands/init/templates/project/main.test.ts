// The snapshot is dist/ itself: npx cdk8s synth writes it, git diff dist shows what has changed.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

const files = (folder: string): Map<string, string> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

test('dist/ is what main.ts renders', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dist-'));
  process.env['CDK8S_OUTDIR'] = folder;
  await import('./main');
  const [rendered, committed] = [files(folder), files('dist')];
  rmSync(folder, { recursive: true });
  const names = [...new Set([...rendered.keys(), ...committed.keys()])];
  assert.deepEqual(
    names.filter((name) => rendered.get(name) !== committed.get(name)),
    [],
    'files of dist/ that are not what main.ts renders: run npx cdk8s synth',
  );
});
