// Images that upstream builds, and what they start from.
import * as path from 'node:path';
import { assignments } from './assignments';
import { ImportError } from './error';
import { interpolate, type Variables } from './variables';
import { fields } from './yaml';

/** Image that the last stage of a Dockerfile starts from, given its build arguments. */
const baseImage = (file: string, dockerfile: string, given: Variables): string => {
  const known = new Map<string, string>();
  let base = '';
  for (const [, instruction = '', rest = ''] of dockerfile.matchAll(/^\s*(ARG|FROM)\s+(.*?)\s*$/gim)) {
    if (instruction.toUpperCase() === 'FROM') {
      base = interpolate(rest.replace(/^(?:--\S+\s+)+/, '').split(/\s+/)[0] ?? '', known);
    } else {
      const [name = '', ...value] = rest.split('=');
      known.set(name, given.get(name) ?? value.join('='));
    }
  }
  if (base === '') throw new ImportError(`${file}: expected FROM to name an image, got none`);
  return base;
};

/**
 * Image that a service is pulled as: its `image`, or the base of the image that upstream builds from a Dockerfile, down to one that nothing builds.
 * `services` are those of the compose file, interpolated; `read` gives upstream's files.
 */
export const pulledImages = (
  services: Readonly<Record<string, unknown>>,
  variables: Variables,
  read: (file: string) => string,
): ReadonlyMap<string, string> => {
  const bases = new Map<string, string>();
  for (const service of Object.values(services)) {
    const { image, build } = fields(service);
    if (typeof image !== 'string' || build === undefined || bases.has(image)) continue;
    const { context = build, dockerfile = 'Dockerfile', args } = fields(build);
    const file = path.posix.join(String(context), String(dockerfile));
    const given = Object.entries(assignments(args, variables)).filter((entry): entry is [string, string] => entry[1] !== null);
    bases.set(image, baseImage(file, read(file), new Map(given)));
  }
  const pulled = (image: string, passed: readonly string[] = []): string => {
    const base = bases.get(image);
    if (base === undefined) return image;
    if (passed.includes(base)) throw new ImportError(`docker-compose.yml: expected ${base} to be built from another image, got itself`);
    return pulled(base, [...passed, base]);
  };
  return new Map([...bases.keys()].map((image) => [image, pulled(image)]));
};

// The last part of the reference has no tag, or one without any digit, and no digest.
const floating = /^(?:.*\/)?[^/:@]+(?::[^:@\d]*)?$/;

/** Whether what an image reference names may change: `nightly`, `latest`, no tag at all. */
export const isFloating = (image: string): boolean => floating.test(image);
