// Defaults that no table can hold.
import type { Manifest, Tree } from 'manifest-review/manifests';
import { canonical } from '../../../review/canonical/canonical';

const stored = (kind: string, spec: Tree, apiVersion = 'v1'): Tree =>
  canonical({ apiVersion, kind, metadata: { name: 'a' }, spec } as Manifest)['spec'] as Tree;

const container = (own: Tree, pod: Tree = {}): unknown =>
  (stored('Pod', { ...pod, containers: [{ name: 'a', ...own }] })['containers'] as Tree[])[0];

// Defaults that hang on another field (k8s.io/kubernetes/pkg/apis/*/v1/defaults.go); the cluster suite holds them against a real server.
test.each<[string, Tree, Tree]>([
  ['one pod', {}, { parallelism: 1, completions: 1 }],
  ['any success of several ends it', { parallelism: 3 }, { parallelism: 3 }],
  ['several one after the other', { completions: 3 }, { parallelism: 1, completions: 3 }],
  ['pods are replaced when they terminate', {}, { podReplacementPolicy: 'TerminatingOrFailed' }],
  ['with a policy of failures, when they have failed', { podFailurePolicy: { rules: [] } }, { podReplacementPolicy: 'Failed' }],
])('a Job: %s', (_what, spec, expected) => {
  const found = stored('Job', spec, 'batch/v1');
  expect(found).toMatchObject(expected);
  expect('completions' in found).toBe('completions' in expected || !('parallelism' in spec));
});

test('on the host’s network a port is the host’s, elsewhere it is none', () => {
  const ports = [{ containerPort: 80 }, { containerPort: 81, hostPort: 8081 }];
  expect(container({ ports }, { hostNetwork: true })).toMatchObject({ ports: [{ hostPort: 80 }, { hostPort: 8081 }] });
  expect(container({ ports })).toMatchObject({ ports: [{ containerPort: 80 }, { hostPort: 8081 }] });
  expect(container({ ports })).not.toHaveProperty('ports.0.hostPort');
});

test.each([
  ['a', 'Always'],
  ['a:latest', 'Always'],
  ['a:1', 'IfNotPresent'],
  [`a@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
])('image %s is pulled %s', (image, imagePullPolicy) => expect(container({ image })).toMatchObject({ imagePullPolicy }));

test('a Service sends a port to the same one of its pods, but one that is a name has no pods', () => {
  expect(stored('Service', { ports: [{ port: 80 }] })).toMatchObject({ ports: [{ targetPort: 80 }] });
  expect(stored('Service', { type: 'ExternalName', ports: [{ port: 80 }] })).not.toHaveProperty('ports.0.targetPort');
});

test('a NetworkPolicy restricts what comes in, and what goes out where it says anything of that', () => {
  const types = (spec: Tree) => stored('NetworkPolicy', { podSelector: {}, ...spec }, 'networking.k8s.io/v1')['policyTypes'];
  expect(types({})).toEqual(['Ingress']);
  expect(types({ egress: [{}] })).toEqual(['Ingress', 'Egress']);
});
