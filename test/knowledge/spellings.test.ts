// Images are compared by what they name, however they are spelled.
import type { Manifest } from 'manifest-review/manifests';
import { reviewSentry as review } from '../../knowledge';
import { deployment } from '../../packages/manifest-review/test/support/pairs/objects';
import { manifestsOf } from '../support/scenarios';

/** Images as people write them: without Docker Hub's name and `library/`. */
const short = (manifests: readonly Manifest[]): Manifest[] =>
  JSON.parse(JSON.stringify(manifests).replaceAll('"docker.io/library/', '"').replaceAll('"docker.io/', '"'));

test('an instance whose images are spelled otherwise runs the same images, in other pods', () => {
  const now = manifestsOf('feature-complete').filter(({ kind }) => kind !== 'Job');
  const { summary, objects } = review(short(now), now);
  expect(summary.images).toEqual([]);
  expect(objects.map(({ component }) => component)).toContain('postgres');
  const findings = objects.flatMap((object) => object.findings);
  expect([...new Set(findings.map(({ verdict }) => verdict))].sort()).toEqual(['outage', 'restart']);
  for (const { path, reason } of findings)
    expect([path, reason]).toEqual([expect.stringMatching(/\.image$/), expect.stringMatching(/^The same image, spelled/)]);
});

test('another image is told as one, however it is spelled', () => {
  const { summary, objects } = review([deployment({ image: 'nginx:1' })], [deployment({ image: 'docker.io/library/nginx:2' })]);
  expect(summary.images).toEqual([{ old: 'nginx:1', new: 'docker.io/library/nginx:2', components: ['a'] }]);
  expect(objects[0]?.findings[0]?.reason).not.toContain('same image');
});
