// Node of each line that is supported, and pnpm, from the registry.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { run } from './run';

const registryName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The oldest Node that package.json allows, and the newest of the other lines. */
const nodes = { 20: '20.19.0', 22: '22.23.3', 24: '24.21.0' };

export type Line = keyof typeof nodes;
export const lines: readonly Line[] = [20, 22, 24];

const manifest = JSON.stringify({
  private: true,
  dependencies: {
    ...Object.fromEntries(Object.entries(nodes).map(([line, version]) => [`node${line}`, `npm:${registryName}@${version}`])),
    pnpm: '10.34.8',
  },
});

const folder = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'cdk8s-sentry/nodes');

/** Installed once into the cache folder. */
const tool = (file: string): string => {
  const installed = path.join(folder, 'node_modules', file);
  if (!existsSync(installed)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), manifest);
    run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder });
  }
  return installed;
};

/** The program `node` of a line. */
export const node = (line: Line): string => tool(path.join(`node${line}`, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'));

/** The script that is pnpm. */
export const pnpm = (): string => tool('pnpm/bin/pnpm.cjs');
