// What settings say to every container that runs `sentry`.
import { podSpecs } from 'manifest-review/manifests';
import { bucketsOf, manifestsWith, variablesOf } from '../../support/few-settings';

test('S3 for event bodies runs its image everywhere and makes its bucket', () => {
  const manifests = manifestsWith('nodestore: { backend: s3, image: "registry.example.com/our/sentry:s3" }\n');
  expect(variablesOf(manifests, 'sentry-web')['NODESTORE_BACKEND']).toBe('s3');
  const images = manifests
    .flatMap(podSpecs)
    .flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers].map(({ image }) => image));
  expect(images.filter((image) => image.includes('getsentry/sentry'))).toEqual([]);
  expect(bucketsOf(manifests)).toHaveProperty('nodestore', { expireDays: 90 });
});
