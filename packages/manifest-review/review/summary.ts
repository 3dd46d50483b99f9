// The review in a few numbers.
import {
  at,
  componentOf,
  fullImage,
  imageName,
  longRunning,
  type Manifest,
  parseImage,
  podPath,
  podSpecOf,
  quantityNumber,
  sameImage,
  type Tree,
  text,
  trees,
} from '../manifests';
import { replicasOf } from './rollout';
import type { Pair } from './rule';
import { type ImageChange, type ObjectReview, type Requests, type Summary, type Verdict, verdicts } from './types';
import type { World } from './world';

const amount = (container: Tree, resource: string): number =>
  quantityNumber(at(container, 'resources', 'requests', resource)) ?? quantityNumber(at(container, 'resources', 'limits', resource)) ?? 0;

/** What the scheduler asks for a pod: its containers together, or an init container that needs more. */
const podRequest = (spec: Tree, resource: string): number => {
  let sidecars = 0;
  let initial = 0;
  for (const container of trees(spec['initContainers'])) {
    const own = amount(container, resource);
    if (container['restartPolicy'] === 'Always') sidecars += own;
    initial = Math.max(initial, sidecars + (container['restartPolicy'] === 'Always' ? 0 : own));
  }
  return Math.max(initial, sidecars + trees(spec['containers']).reduce((sum, container) => sum + amount(container, resource), 0));
};

const storageOf = (claim: unknown): number => quantityNumber(at(claim, 'spec', 'resources', 'requests', 'storage')) ?? 0;

const requestsOf = (pair: Pair, side: 'old' | 'new'): Requests => {
  const manifest = pair[side];
  if (manifest === undefined) return { milliCpu: 0, memory: 0, storage: 0 };
  if (pair.kind === 'PersistentVolumeClaim') return { milliCpu: 0, memory: 0, storage: storageOf(manifest) };
  if (!longRunning.includes(pair.kind)) return { milliCpu: 0, memory: 0, storage: 0 };
  const spec = podSpecOf(manifest);
  const replicas = replicasOf(pair, side);
  const templates = trees(at(manifest, 'spec', 'volumeClaimTemplates')).reduce((sum, claim) => sum + storageOf(claim), 0);
  return {
    milliCpu: Math.round(podRequest(spec, 'cpu') * 1000) * replicas,
    memory: podRequest(spec, 'memory') * replicas,
    storage: templates * replicas,
  };
};

const imagesOf = (manifest: Manifest | undefined): Map<string, string> => {
  const spec = podSpecOf(manifest);
  return new Map(
    [...trees(spec['initContainers']), ...trees(spec['containers'])].flatMap(({ name, image }) => {
      const found = text(image);
      return found === undefined ? [] : [[String(name), found] as const];
    }),
  );
};

/** Images that differ, each with the components that run them. An image that other objects still use is neither new nor gone. */
const imageChanges = (pairs: readonly Pair[], sides: readonly [World, World]): ImageChange[] => {
  const found = new Map<string, { old?: string; new?: string; components: Set<string> }>();
  const note = (change: { old?: string; new?: string }, component: string): void => {
    const key = `${change.old ?? ''} ${change.new ?? ''}`;
    const known = found.get(key) ?? { ...change, components: new Set<string>() };
    known.components.add(component);
    found.set(key, known);
  };
  const [before = new Set<string>(), after = new Set<string>()] = sides.map(
    ({ objects }) => new Set(objects.flatMap((manifest) => [...imagesOf(manifest).values()].map(fullImage))),
  );
  for (const { old, new: now, kind, component } of pairs) {
    if (podPath(kind) === undefined) continue;
    const [was, is] = [imagesOf(old), imagesOf(now)];
    for (const [name, image] of is) {
      const previous = was.get(name);
      if (previous !== undefined && !sameImage(previous, image)) note({ old: previous, new: image }, component);
      else if (previous === undefined && !before.has(fullImage(image)) && ![...found.values()].some((change) => change.new === image))
        note({ new: image }, component);
    }
    if (now === undefined) for (const image of was.values()) if (!after.has(fullImage(image))) note({ old: image }, component);
  }
  const changes = [...found.values()];
  // A new image of a repository that another image was replaced in is that replacement.
  return changes
    .filter((change) =>
      change.old !== undefined && change.new !== undefined
        ? true
        : !changes.some(
            (other) =>
              other !== change &&
              other.old !== undefined &&
              other.new !== undefined &&
              (other.old === change.old || other.new === change.new),
          ),
    )
    .map(({ components, ...change }) => ({ ...change, components: [...components].sort() }))
    .sort((a, b) => (imageLabel(a) < imageLabel(b) ? -1 : 1));
};

const imageLabel = ({ old, new: now }: { old?: string; new?: string }): string => {
  const image = now ?? old ?? '';
  return `${imageName(image)} ${parseImage(image).tag ?? ''}`;
};

// What answers requests, or leads them to what does.
const servingKinds = [...longRunning, 'Service', 'Ingress', 'HTTPRoute'];

/** Components of a side that serve something. */
const serving = ({ objects }: World): Set<string> =>
  new Set(objects.filter(({ kind }) => servingKinds.includes(kind)).map((manifest) => componentOf(manifest)));

/** The review in a few numbers. */
export const summarise = (
  pairs: readonly Pair[],
  objects: readonly ObjectReview[],
  unchanged: number,
  before: World,
  after: World,
): Summary => {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of objects) counts[verdict] += 1;
  const requests = { milliCpu: 0, memory: 0, storage: 0 };
  for (const pair of pairs) {
    const [old, now] = [requestsOf(pair, 'old'), requestsOf(pair, 'new')];
    requests.milliCpu += now.milliCpu - old.milliCpu;
    requests.memory += now.memory - old.memory;
    requests.storage += now.storage - old.storage;
  }
  const downtime = new Map<string, string>();
  const stopped = new Set(
    objects.filter(({ findings }) => findings.some(({ effect }) => effect === 'stops')).map(({ component }) => component),
  );
  for (const { component } of pairs.filter(({ kind, new: now }) => now !== undefined && longRunning.includes(kind)))
    stopped.delete(component);
  const [served, serves] = [serving(before), serving(after)];
  for (const { id, component, findings, rollout } of objects) {
    const outage = findings.find(({ verdict, effect }) => verdict === 'outage' && (effect === 'gap' || rollout !== 'gap'));
    if (outage === undefined || downtime.has(component) || stopped.has(component)) continue;
    if (servingKinds.includes(id.kind) || (served.has(component) && serves.has(component))) downtime.set(component, outage.reason);
  }
  const count = (change: ObjectReview['change']): number => objects.filter((object) => object.change === change).length;
  return {
    counts,
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    unchanged,
    downtime: [...downtime].map(([component, reason]) => ({ component, reason })),
    stopped: [...stopped].sort(),
    restarts: [...new Set(objects.filter(({ rollout }) => rollout !== undefined).map(({ component }) => component))].sort(),
    requests,
    images: imageChanges(pairs, [before, after]),
    unknownKinds: [
      ...new Set(objects.filter(({ findings }) => findings.some(({ effect }) => effect === 'unknown')).map(({ id }) => id.kind)),
    ].sort(),
  };
};
