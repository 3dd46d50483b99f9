// Packs both packages before the suite.
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { run } from './run';

/** Packs both packages once, as they are published; `tarballs` of packed.ts finds them. */
export default (): void => {
  const root = path.join(__dirname, '../../..');
  const folder = mkdtempSync(path.join(tmpdir(), 'packed-'));
  run('npm', ['pack', '--pack-destination', folder, '--workspace', 'manifest-review', '--include-workspace-root'], { cwd: root });
  process.env['PACKED'] = folder;
  if (readdirSync(folder).length !== 2) throw new Error(`expected two tarballs, got ${readdirSync(folder).join(', ')}`);
};
