// Review and API server agree on every pair.
import { isBuiltIn, type Manifest } from 'manifest-review/manifests';
import { reviewSentry as review } from '../../knowledge';
import type { Sides } from '../../packages/manifest-review/test/support/pairs/pair';
import { furtherRefusals } from '../../packages/manifest-review/test/support/pairs/rejected';
import { allPairs } from '../knowledge/pairs';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { agrees, expectedRefusal, place, refusal } from './refusals';

let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start({ controllers: false });
  cluster = plane.cluster;
  await cluster.create('StorageClass', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'expandable', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'example.com/none',
    allowVolumeExpansion: true,
  });
});

afterAll(() => plane?.stop());

const known = (manifest: Manifest): boolean => isBuiltIn(manifest) && manifest.kind !== 'List';
let namespaces = 0;

/** Where review and API server differ, over all objects of the new side. */
const disagreements = async ([old, now]: Sides): Promise<string[]> => {
  namespaces += 1;
  const namespace = `pair-${namespaces}`;
  await cluster.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const moved = (manifest: Manifest): Manifest =>
    manifest.metadata['namespace'] === undefined ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace } };
  const { objects } = review(old, now);
  const found: string[] = [];
  await cluster.create('ServiceAccount', { metadata: { name: 'default' } }, namespace);
  for (const manifest of old.filter(known)) await place(cluster, moved(manifest));
  for (const manifest of now.filter(known)) {
    const actual = await refusal(cluster, moved(manifest));
    const expected = expectedRefusal(objects.find(({ id }) => id.kind === manifest.kind && id.name === manifest.metadata.name));
    if (!agrees(expected, actual))
      found.push(
        `${manifest.kind}/${manifest.metadata.name}: the review says ${JSON.stringify(expected)}, the API server ${JSON.stringify(actual)}`,
      );
  }
  return found;
};

test.each(allPairs)('$rule and its neighbour', async ({ fires, quiet }) => {
  expect(await disagreements(fires)).toEqual([]);
  expect(await disagreements(quiet)).toEqual([]);
});

test.each(furtherRefusals)('$what', async ({ sides: [old, now] }) => {
  expect(await disagreements([[old], [now]])).toEqual([]);
});
