// A real PostgreSQL on loopback.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Background, freePort } from './control-plane';

const binaries = (): string => {
  const folder = '/usr/lib/postgresql';
  const [newest] = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return path.join(folder, newest ?? '', 'bin');
};

// PostgreSQL refuses to run as root.
const asUser = (command: readonly string[]): string[] =>
  process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : [...command];

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });

/** A real PostgreSQL on loopback, with the user and database that Sentry has. */
export class Postgres {
  readonly port: number;
  readonly password = 'gate-password';
  private readonly folder: string;
  private readonly process: Background;

  private constructor(folder: string, port: number, process: Background) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  static async start(): Promise<Postgres> {
    const folder = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-postgres-'));
    chmodSync(folder, 0o777);
    const data = path.join(folder, 'data');
    const passwords = path.join(folder, 'password');
    writeFileSync(passwords, 'gate-password', { mode: 0o644 });
    const [initdb = '', ...args] = asUser([
      path.join(binaries(), 'initdb'),
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwords}`,
    ]);
    execFileSync(initdb, args, { stdio: 'ignore' });
    const port = await freePort();
    const server = [path.join(binaries(), 'postgres'), '-D', data, '-p', `${port}`, '-c', 'listen_addresses=127.0.0.1', '-k', folder, '-F'];
    const postgres = new Postgres(folder, port, new Background('postgres', asUser(server), folder));
    for (let tries = 0; !(await accepts(port)); tries++) {
      if (tries > 200) throw new Error(`PostgreSQL does not start:\n${postgres.process.tail()}`);
      await sleep(50);
    }
    return postgres;
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
