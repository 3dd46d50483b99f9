// Stands before a store and lets nothing through that a test does not want written.
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Live } from '../../cluster/cluster';
import type { Node } from './node';
import { inside } from './pods';

/**
 * Holds each piece of data that an address sends to a port of a server's pod, until `may` has looked: it passes, or its connection is
 * closed. Resolves once nothing comes through otherwise, with what takes the gate away.
 */
export const openGate = async (
  node: Node,
  server: Live,
  port: number,
  from: string,
  may: () => Promise<boolean>,
): Promise<() => Promise<void>> => {
  const [command = '', ...first] = node.inPod(server.metadata.uid);
  const child = spawn(command, [...first, process.execPath, path.join(inside, 'gate.js'), String(port), from], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  if ((await lines.next()).value !== 'open') throw new Error(`the gate before ${server.metadata.name} ended`);
  const answer = async () => {
    for (;;) {
      const { done } = await lines.next();
      if (done) return;
      child.stdin.write((await may()) ? 'go\n' : 'close\n');
    }
  };
  // What may not be looked at is closed with the gate.
  const answering = answer().finally(() => child.stdin.end());
  answering.catch(() => undefined);
  return async () => {
    child.stdin.end();
    await ended;
    await answering;
  };
};
