// Review and API server agree on random upgrades.
import type { Manifest } from 'manifest-review/manifests';
import { reviewSentry as review } from '../../knowledge';
import { randomPairs, randomRenders } from '../support/random';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { agrees, expectedRefusal, place, type Refusal, refusal } from './refusals';
import { id } from './workloads';

const seed = 26_08_00;
const pairs = 300;

let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start({ controllers: false });
  cluster = plane.cluster;
  for (const name of ['expandable', 'other'])
    await cluster.create('StorageClass', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name },
      provisioner: 'example.com/none',
      allowVolumeExpansion: true,
    });
  await cluster.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sentry' } });
});

afterAll(() => plane?.stop());

interface Question {
  readonly old?: Manifest;
  readonly new: Manifest;
  readonly expected: Refusal;
}

/** Each change of an object once, with what the review says of it. */
const questions = (): Question[] => {
  const renders = randomRenders(80, seed);
  const texts = new Map<Manifest, string>();
  for (const manifest of renders.flat()) texts.set(manifest, JSON.stringify(manifest));
  const found = new Map<string, Question>();
  for (const [from, to] of randomPairs(pairs, renders.length, seed)) {
    const [old, now] = [renders[from] ?? [], renders[to] ?? []];
    const reviewed = new Map(review(old, now).objects.map((object) => [`${object.id.kind}/${object.id.name}`, object]));
    const before = new Map(old.map((manifest) => [id(manifest), manifest]));
    for (const manifest of now) {
      const previous = before.get(id(manifest));
      const key = `${previous === undefined ? '' : texts.get(previous)}\n${texts.get(manifest)}`;
      if (previous !== undefined && texts.get(previous) === texts.get(manifest)) continue;
      if (!found.has(key)) found.set(key, { old: previous, new: manifest, expected: expectedRefusal(reviewed.get(id(manifest))) });
    }
  }
  return [...found.values()];
};

test(`review and API server agree on every object of ${pairs} random pairs`, async () => {
  const asked = questions();
  const disagreements: string[] = [];
  let refused = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < asked.length; index = next++) {
      const { old, new: now, expected } = asked[index] as Question;
      // A name of its own, so that nothing has to be deleted.
      const named = (manifest: Manifest): Manifest =>
        manifest.kind === 'Namespace'
          ? manifest
          : { ...manifest, metadata: { ...manifest.metadata, name: `${manifest.metadata.name.slice(0, 40)}-${index}` } };
      if (old !== undefined) await place(cluster, named(old));
      const actual = await refusal(cluster, named(now));
      if (actual !== undefined) refused += 1;
      if (!agrees(expected, actual))
        disagreements.push(`${id(now)}: the review says ${JSON.stringify(expected)}, the API server ${JSON.stringify(actual)}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  expect(disagreements).toEqual([]);
  expect(asked.length).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(20);
  console.log(`${asked.length} changes of objects, ${refused} refused`);
}, 600_000);
