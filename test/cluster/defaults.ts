// Learns the API server's defaults from what it stores.
import { equal, isTree, type Manifest, podPath, type Tree } from 'manifest-review/manifests';
import type { DefaultsTable } from '../../packages/manifest-review/review/canonical/defaults';

/** An object as it was sent, and as the API server stores it. */
export interface Stored {
  readonly sent: Manifest;
  readonly stored: Manifest;
}

// Allotted by the server, or dependent on another field and so in review/canonical/derived.ts.
const ignored: readonly RegExp[] = [
  /^(status|metadata)(\.|$)/,
  // Init containers are of the same type as containers.
  /(^|\.)initContainers\[\]/,
  /\.(imagePullPolicy|serviceAccount|targetPort|policyTypes|completions|parallelism|podReplacementPolicy|healthCheckNodePort|nodePort)$/,
  /^spec\.(clusterIPs?|ipFamilies|ipFamilyPolicy|finalizers|storageClassName|selector\.matchLabels\.batch.*|template\.metadata.*)$/,
  /^spec\.volumeClaimTemplates\[\]\.(status|metadata)/,
  /^spec\.(selector|names\.(listKind|singular))$/,
  /^template\.spec\.volumes\[\]\.emptyDir$/,
];

/** What was seen of a key below a parent: its value, or that it was not added. */
interface Seen {
  readonly value: unknown;
  readonly siblings: Tree;
}

type Observations = Map<string, Map<string, Seen[]>>;

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const observe = (sent: unknown, stored: unknown, path: string, found: Observations): void => {
  if (Array.isArray(sent) && Array.isArray(stored)) {
    for (const [index, item] of sent.entries()) observe(item, stored[index], `${path}[]`, found);
    return;
  }
  if (!isTree(sent) || !isTree(stored)) return;
  const keys = found.get(path) ?? new Map<string, Seen[]>();
  found.set(path, keys);
  for (const key of new Set([...Object.keys(stored), ...keys.keys()])) {
    const place = join(path, key);
    if (ignored.some((pattern) => pattern.test(place))) continue;
    if (key in sent) observe(sent[key], stored[key], place, found);
    else keys.set(key, [...(keys.get(key) ?? []), { value: stored[key], siblings: stored }]);
  }
};

/** Parents that were seen before a key was: there it was not added. */
const complete = (objects: readonly Stored[], observations: Observations): Observations => {
  const twice: Observations = new Map([...observations].map(([path, keys]) => [path, new Map([...keys.keys()].map((key) => [key, []]))]));
  for (const { sent, stored } of objects) observe(sent, stored, '', twice);
  return twice;
};

/** The scalar beside a key that decides what is added. */
const decides = (seen: readonly Seen[]): string | undefined => {
  const candidates = ['type', ...new Set(seen.flatMap(({ siblings }) => Object.keys(siblings).sort()))];
  return candidates.find((candidate) => {
    const values = new Map<string, unknown>();
    return seen.every(({ siblings, value }) => {
      const by = siblings[candidate];
      if (typeof by === 'object') return false;
      if (!values.has(String(by))) values.set(String(by), value);
      return equal(values.get(String(by)), value);
    });
  });
};

const table = (objects: readonly Stored[]): Record<string, Record<string, unknown>> => {
  const first: Observations = new Map();
  for (const { sent, stored } of objects) observe(sent, stored, '', first);
  const defaults: Record<string, Record<string, unknown>> = {};
  for (const [path, keys] of complete(objects, first))
    for (const [key, seen] of keys) {
      const added = seen.filter(({ value }) => value !== undefined);
      const put = (place: string, value: unknown): void => {
        defaults[place] = { ...defaults[place], [key]: value };
      };
      if (added.length === 0) continue;
      if (seen.every(({ value }) => equal(value, added[0]?.value))) {
        put(path, added[0]?.value);
        continue;
      }
      const by = decides(seen);
      if (by === undefined)
        throw new Error(`${join(path, key)}: nothing beside it tells what is added: ${JSON.stringify(seen.map(({ value }) => value))}`);
      for (const { value, siblings } of added) put(`${path}?${by}=${siblings[by]}`, value);
    }
  return Object.fromEntries(
    Object.entries(defaults)
      .map(([place, values]) => [place, Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};

const groupOf = ({ apiVersion }: Manifest): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

/** The table of packages/manifest-review/review/canonical/defaults.json, from what was sent and what is stored. Throws where a default follows from no field beside it. */
export const defaultsTable = (objects: readonly Stored[]): DefaultsTable => {
  const names = [...new Set(objects.map(({ sent }) => `${groupOf(sent)}/${sent.kind}`))].sort();
  const kinds: Record<string, Record<string, Record<string, unknown>>> = {};
  let pod: Record<string, Record<string, unknown>> = {};
  for (const name of names) {
    const own = table(objects.filter(({ sent }) => `${groupOf(sent)}/${sent.kind}` === name));
    const prefix = podPath(name.slice(name.indexOf('/') + 1))?.join('.');
    const below = (place: string): boolean => prefix !== undefined && new RegExp(`^${prefix.replaceAll('.', '\\.')}([.?]|$)`).test(place);
    if (name === '/PodTemplate') {
      const start = (prefix?.length ?? 0) + 1;
      pod = Object.fromEntries(
        Object.entries(own)
          .filter(([place]) => below(place))
          .map(([place, values]) => [place.slice(start), values]),
      );
    }
    kinds[name] = Object.fromEntries(Object.entries(own).filter(([place]) => !below(place)));
  }
  return { pod, kinds };
};
