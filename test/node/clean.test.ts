// A node leaves nothing outside, however its runner ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../../root';
import { Cluster } from '../cluster/cluster';
import { outside } from './support/outside';

interface Held {
  readonly namespaces: string[];
  readonly name: string;
  readonly state: string;
}

const started: ChildProcess[] = [];

const start = (...args: string[]): ChildProcess => {
  const child = spawn(process.execPath, ['tools/run.js', 'test/node/support/hold-node.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  return child;
};

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('exit', resolve));

const up = (child: ChildProcess): Promise<Held> =>
  new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (data: Buffer) => {
      output += data;
      if (output.endsWith('}\n')) resolve(JSON.parse(output) as Held);
    });
    // Not exit, which may come before what it wrote.
    child.once('close', () => reject(new Error(`the runner ended: ${output}`)));
  });

test('runners that are ended by kill -9, Ctrl-C or a failure leave nothing outside', async () => {
  const before = outside();
  const runners = [start(), start(), start('fail')] as const;
  const ends = Promise.all(runners.map(ended));
  const held = await Promise.all(runners.map(up));
  runners[0].kill('SIGKILL');
  runners[1].kill('SIGINT');
  await ends;
  for (const { namespaces, name, state } of held) {
    await before.remains(namespaces, name);
    expect(existsSync(state)).toBe(false);
  }
});

test('nor does one that is killed while the node starts', async () => {
  const before = outside();
  const known = new Set(readdirSync(tmpdir()));
  const child = start();
  const end = ended(child);
  const state = () => readdirSync(tmpdir()).find((name) => name.startsWith('cdk8s-sentry-node-') && !known.has(name));
  // The kubelet runs a second before there is a pod.
  const cluster = new Cluster({});
  await cluster.until('a kubelet', () => (existsSync(path.join(tmpdir(), state() ?? 'none', 'kubelet.pid')) ? [] : ['none yet']), 60);
  child.kill('SIGKILL');
  await end;
  await before.remains([], state() ?? 'none');
});
