// Images that upstream builds, and what they start from.
import * as path from 'node:path';
import { assignments } from './assignments';
import { ImportError } from './error';
import { type Ignored, ruleFor } from './ignored';
import type { Mounted } from './mounted';
import { only, text, within } from './readers';
import { type Mapping, shown, stop, type YamlTree } from './tree';
import { interpolate, references, type Variables } from './variables';

interface Instruction {
  readonly line: number;
  readonly name: string;
  /** With one blank where it has several, or goes on in the next line. */
  readonly rest: string;
}

const instructions = (dockerfile: string): Instruction[] => {
  const found: Instruction[] = [];
  let open: { line: number; text: string } | undefined;
  dockerfile.split(/\r?\n/).forEach((each, index) => {
    if (/^\s*(#|$)/.test(each)) return;
    open = open === undefined ? { line: index + 1, text: each } : { ...open, text: `${open.text} ${each}` };
    if (each.trimEnd().endsWith('\\')) {
      open.text = open.text.trimEnd().slice(0, -1);
      return;
    }
    const [name = '', ...rest] = open.text.trim().split(/\s+/);
    found.push({ line: open.line, name: name.toUpperCase(), rest: rest.join(' ') });
    open = undefined;
  });
  return found;
};

/** Image that a Dockerfile of one stage starts from, given its build arguments; `used` takes the rules for its other instructions. */
const baseImage = (file: string, dockerfile: string, given: Variables, used: Ignored[]): string => {
  const known = new Map<string, string>();
  const named = new Set<string>();
  let base = '';
  for (const { line, name, rest } of instructions(dockerfile)) {
    const wrong = (message: string): never => {
      throw new ImportError(`${file}:${line}:1: ${name}: ${message}`);
    };
    const rule = ruleFor(file, name, rest);
    if (rule !== undefined) used.push(rule);
    else if (name === 'ARG') {
      const [argument = '', ...value] = rest.split('=');
      named.add(argument);
      known.set(argument, given.get(argument) ?? value.join('='));
    } else if (name !== 'FROM')
      wrong(`expected ARG, FROM or a rule in releases/import/ignored.json that says why it is left out, got ${rest}`);
    else if (base !== '') wrong('expected one stage, got another');
    else {
      const unknown = references(rest).find((argument) => !known.has(argument) && !rest.includes(`\${${argument}:-`));
      if (unknown !== undefined) wrong(`expected ARG ${unknown} before it, got none`);
      base = interpolate(rest.replace(/^--platform=\S+\s+/, '').replace(/\s+AS\s+\S+$/i, ''), known);
    }
  }
  if (base === '' || /\s/.test(base)) throw new ImportError(`${file}: expected FROM to name an image, got ${base === '' ? 'none' : base}`);
  const unread = [...given.keys()].find((argument) => !named.has(argument));
  if (unread !== undefined) throw new ImportError(`${file}: expected ARG ${unread}, which is given, got none`);
  return base;
};

/**
 * Image that a service is pulled as: its `image`, or the base of the image that upstream builds from a Dockerfile, down to one that nothing builds.
 * `services` are those of the compose file, interpolated; `read` gives upstream's files; `used` are the rules for what is left out, and `built` the folders of the Dockerfiles.
 */
export const pulledImages = (
  services: Mapping,
  variables: Variables,
  read: (file: string) => string,
): { readonly pulled: ReadonlyMap<string, string>; readonly used: readonly Ignored[]; readonly built: readonly Mounted[] } => {
  const built: Mounted[] = [];
  const bases = new Map<string, { base: string; build: YamlTree }>();
  const used: Ignored[] = [];
  for (const service of services.entries.values()) {
    if (service.kind !== 'mapping') continue;
    const [image, build] = [service.entries.get('image'), service.entries.get('build')];
    if (image === undefined || build === undefined) continue;
    const { context, dockerfile, args } = build.kind === 'scalar' ? { context: build } : only(build, ['context', 'dockerfile', 'args']);
    const file = path.posix.join(context === undefined ? '.' : text(context), dockerfile === undefined ? 'Dockerfile' : text(dockerfile));
    const given = Object.entries(assignments(args, variables)).filter((entry): entry is [string, string] => entry[1] !== null);
    const base = within(build, () => baseImage(file, read(file), new Map(given), used));
    const other = bases.get(text(image));
    if (other !== undefined && other.base !== base)
      stop(build.at, `expected ${text(image)} to be built the same way each time, got ${base} after ${other.base}`);
    bases.set(text(image), { base, build });
    built.push({ path: path.posix.dirname(file), place: shown(build.at) });
  }
  const pulled = (image: string, passed: readonly string[] = []): string => {
    const { base, build } = bases.get(image) ?? {};
    if (base === undefined || build === undefined) return image;
    if (passed.includes(base)) stop(build.at, `expected ${base} to be built from another image, got itself`);
    return pulled(base, [...passed, base]);
  };
  return { pulled: new Map([...bases.keys()].map((image) => [image, pulled(image)])), used, built };
};

// The last part of the reference has no tag, or one without any digit, and no digest.
const floating = /^(?:.*\/)?[^/:@]+(?::[^:@\d]*)?$/;

/** Whether what an image reference names may change: `nightly`, `latest`, no tag at all. */
export const isFloating = (image: string): boolean => floating.test(image);
