// What the command images prints.
import { spawnSync } from 'node:child_process';
import { root } from '../../root';
import { scenario } from '../support/scenarios';

const env = { ...process.env, SENTRY_CONFIG: 'examples/default.yaml' };

test('each image of the output once', () => {
  const { stdout } = spawnSync(process.execPath, ['tools/run.js', 'commands/main.ts', 'images'], { cwd: root, encoding: 'utf8', env });
  const images = stdout.trim().split('\n');
  expect(images).toEqual([...new Set(images)].sort());
  expect(images).toEqual([...new Set(scenario('default').topology.components.map(({ image }) => image))].sort());
});

test('a reader that goes early is no error', () => {
  const { stderr } = spawnSync('sh', ['-c', 'node tools/run.js commands/main.ts images | true'], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
});
