// What holds for every file of code in this repository.
import { spawnSync } from 'node:child_process';
import { knownReleases } from '../releases/load';
import { root } from '../root';

test('no release stands in the code', () => {
  const code = ['constructs', 'knowledge', 'settings', 'topology'];
  const found = knownReleases().map((release) => spawnSync('grep', ['-rnwF', release, ...code], { cwd: root, encoding: 'utf8' }).stdout);
  expect(found.join('')).toBe('');
});
