// tools/run.js runs a TypeScript entry as it stands, however often at once.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../root';

const run = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, ['tools/run.js', ...args], { cwd: root })).stdout;

test('one entry that is run several times at once never loads a half-written bundle', async () => {
  const versions = await Promise.all(Array.from({ length: 12 }, () => run('commands/main.ts', '--version')));
  expect(versions).toEqual(versions.map(() => expect.stringMatching(/^\d+\.\d+\.\d+/)));
});

test('an entry is run as it stands now, never as it was', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'entry-'));
  try {
    const entry = path.join(folder, 'entry.ts');
    writeFileSync(entry, 'console.log("first" satisfies string)');
    expect(await run(entry)).toBe('first\n');
    writeFileSync(entry, 'console.log("second" satisfies string)');
    expect(await run(entry)).toBe('second\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
