// What differs between two renders, in as few lines as a reviewer wants.
import type { Manifest } from 'manifest-review/manifests';

type Leaves = ReadonlyMap<string, string>;

// Lists whose items have a name are compared by it, so that an added item does not shift the rest.
const label = (item: unknown, index: number): string => {
  if (typeof item === 'string') return item;
  const { name, mountPath, ip } = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
  const found = mountPath ?? name ?? ip;
  return typeof found === 'string' ? found : `${index}`;
};

const leaves = (value: unknown, at = ''): [string, string][] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${at}[${label(item, index)}]`));
  if (typeof value !== 'object' || value === null) return [[at, JSON.stringify(value)]];
  // By name: the order of keys is no difference.
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.flatMap(([key, child]) => leaves(child, at === '' ? key : `${at}.${key}`));
};

const shorten = (text: string | undefined): string =>
  text === undefined ? 'nothing' : text.length > 160 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;

const nameOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

interface Change {
  readonly line: string;
  readonly objects: string[];
}

/**
 * What differs between two renders: added and removed objects, then every changed path with the objects in which it changes so.
 * Hashes and checksums, which move with any content, are left out; `[*]` is the container named as the component.
 */
export const describeDifference = (
  before: readonly Manifest[],
  after: readonly Manifest[],
  normalise: (text: string) => string,
): string => {
  const index = (manifests: readonly Manifest[]): Map<string, Leaves> =>
    new Map(
      manifests.map((manifest) => {
        const component = manifest.metadata.name.replace(/^[^-]+-/, '').replace(/-[0-9a-f]{10}$/, '');
        const fields = leaves(JSON.parse(normalise(JSON.stringify(manifest)))).map(([path, value]): [string, string] => [
          path.replace(`ontainers[${component}]`, 'ontainers[*]'),
          value,
        ]);
        return [nameOf(manifest).replace(/-[0-9a-f]{10}$/, '-<hash>'), new Map(fields)];
      }),
    );
  const [old, now] = [index(before), index(after)];
  const changes = new Map<string, Change>();
  for (const [name, fields] of old) {
    const changed = now.get(name);
    if (changed === undefined) continue;
    const paths = [...new Set([...fields.keys(), ...changed.keys()])].filter(
      (path) => fields.get(path) !== changed.get(path) && !/cdk8s-sentry\/files|^metadata\.name$|\]\.name$/.test(path),
    );
    for (const path of paths) {
      // Steps and waits that change alike are one line; the name of a list's item stands in its brackets.
      const place = path.replace(/initContainers\[[^\]]+\]/, 'initContainers[…]');
      const line = `~ ${place}: ${shorten(fields.get(path))} -> ${shorten(changed.get(path))}`;
      changes.set(line, { line, objects: [...new Set([...(changes.get(line)?.objects ?? []), name])] });
    }
  }
  const lines = [
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `- ${name}`),
    ...[...now.keys()].filter((name) => !old.has(name)).map((name) => `+ ${name}`),
    ...[...changes.values()].flatMap(({ line, objects }) => [line, `    ${objects.join(', ')}`]),
  ];
  return `${lines.join('\n')}\n`;
};
