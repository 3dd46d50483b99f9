// Sums of what is requested.
import { review } from 'manifest-review';
import type { Manifest } from 'manifest-review/manifests';
import { claim, claimTemplate, deployment, statefulSet } from '../support/pairs/objects';

const gibibyte = 1024 ** 3;
const requests = (old: readonly Manifest[], now: readonly Manifest[]) => review(old, now).summary.requests;
const sized = (replicas: number, ...sizes: string[]) =>
  statefulSet({ spec: { replicas, volumeClaimTemplates: sizes.map((size, index) => claimTemplate(`data${index}`, size)) } });

test.each<[string, Manifest[], Manifest[], number]>([
  ['a claim of its own', [], [claim('3Gi')], 3],
  ['each pod has its own of each template', [], [sized(3, '2Gi', '1Gi')], 9],
  ['a pod more', [sized(2, '2Gi')], [sized(3, '2Gi')], 2],
  ['pods less', [sized(3, '2Gi')], [sized(1, '2Gi')], -4],
])('storage: %s', (_what, old, now, expected) => expect(requests(old, now).storage).toBe(expected * gibibyte));

test('CPU and memory are those of every pod', () => {
  const asks = (replicas: number) =>
    deployment({ spec: { replicas }, container: { resources: { requests: { cpu: '250m', memory: '1Gi' } } } });
  expect(requests([asks(1)], [asks(4)])).toEqual({ milliCpu: 750, memory: 3 * gibibyte, storage: 0 });
});
