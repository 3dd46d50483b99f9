// What the tarballs hold.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = process.env['PACKED'] ?? '';

const tarball = (name: string): string => {
  const file = readdirSync(folder).find((one) => one.startsWith(`${name}-`));
  if (file === undefined) throw new Error(`no tarball of ${name} in ${folder}`);
  return path.join(folder, file);
};

/** The packed packages by name. */
export const tarballs = { 'cdk8s-sentry': tarball('cdk8s-sentry'), 'manifest-review': tarball('manifest-review') };

export interface Packed {
  /** Of the tarball, bytes. */
  readonly size: number;
  /** Content by path inside the package. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** What a tarball of npm holds: plain ustar entries, names below `package/`. */
export const packed = (name: keyof typeof tarballs): Packed => {
  const archive = gunzipSync(readFileSync(tarballs[name]));
  const files = new Map<string, Buffer>();
  const text = (from: number, length: number): string => archive.toString('utf8', from, from + length).replace(/\0.*/s, '');
  for (let at = 0; archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    const file = `${prefix === '' ? '' : `${prefix}/`}${text(at, 100)}`;
    files.set(file.replace(/^package\//, ''), archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return { size: statSync(tarballs[name]).size, files };
};
