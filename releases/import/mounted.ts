// Files that upstream mounts into containers, or builds images with.
import type { Service } from '../release';
import { ImportError } from './error';
import { type Ignored, ruleFor } from './ignored';
import type { UpstreamFiles } from './upstream';

/** A path in upstream's repository that a service mounts, or builds with, and where that is written. */
export interface Mounted {
  readonly path: string;
  readonly place: string;
}

/** Paths that services mount. */
export const mountedBy = (services: Readonly<Record<string, Service>>, place: (path: readonly string[]) => string): Mounted[] =>
  Object.entries(services).flatMap(([name, { volumes }]) =>
    volumes.flatMap(({ source }) =>
      source.startsWith('./') ? [{ path: source.slice(2).replace(/\/$/, ''), place: place([name, 'volumes']) }] : [],
    ),
  );

/**
 * Rules for the files that are mounted, themselves or in a folder, and that nothing reads: one for each, by what git calls its
 * content. Throws ImportError for a file without a rule, and for a mounted path that upstream does not have.
 */
export const rulesForMounted = (mounted: readonly Mounted[], isRead: (file: string) => boolean, { objects }: UpstreamFiles): Ignored[] => {
  const used = new Map<string, Ignored>();
  for (const { path, place } of mounted) {
    const files = [...objects].filter(([file]) => path === '.' || file === path || file.startsWith(`${path}/`));
    if (files.length === 0) throw new ImportError(`${place}: expected upstream's repository to have ./${path}, got none`);
    for (const [file, name] of files) {
      if (isRead(file)) continue;
      const rule = ruleFor(file, '', name);
      if (rule !== undefined) used.set(file, rule);
      else {
        const expected = 'expected a rule in releases/import/ignored.json that says why what is in it is left out';
        throw new ImportError(`${file}:1:1: ${expected}, got another content, which git calls ${name}; it is mounted by ${place}`);
      }
    }
  }
  return [...used.values()];
};
