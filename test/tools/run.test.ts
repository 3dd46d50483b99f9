import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../../root';

const version = async (): Promise<string> =>
  (await promisify(execFile)(process.execPath, ['tools/run.js', 'commands/main.ts', '--version'], { cwd: root })).stdout;

test('one entry that is run several times at once never loads a half-written bundle', async () => {
  const versions = await Promise.all(Array.from({ length: 12 }, version));
  expect(versions).toEqual(versions.map(() => expect.stringMatching(/^\d+\.\d+\.\d+/)));
});
