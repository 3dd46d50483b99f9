// The trial of a user's own cluster, pointed at a control plane of ours.
import * as path from 'node:path';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { runOwn } from './own-run';
import { addNode, provisionClaims } from './workloads';

let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start();
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '64', memory: '256Gi', pods: '500' });
});

afterAll(() => plane?.stop());

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => runOwn('test/cluster/run', args, { env });

const namespaces = async (): Promise<string[]> =>
  (await cluster.list('Namespace')).map(({ metadata }) => metadata.name).filter((name) => name.startsWith('cdk8s-sentry-test-'));

test('a cluster of one’s own is tried in namespaces that are gone afterwards', async () => {
  const stop = await provisionClaims(cluster);
  const { code, output } = await run(['--kubeconfig', path.join(plane.folder, 'kubeconfig'), 'examples/default.yaml']);
  await stop();
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/Tests: +\d+ passed/);
  expect(await namespaces()).toEqual([]);
});

test('what is wrong is said, and the namespaces are gone too', async () => {
  // Nothing provisions volumes now, so the rollout fails.
  const { code, output } = await run([`--kubeconfig=${path.join(plane.folder, 'kubeconfig')}`], { CLUSTER_ROLLOUT_SECONDS: '5' });
  expect(code).toBe(1);
  expect(output).toContain('PersistentVolumeClaim/sentry-postgres');
  expect(await namespaces()).toEqual([]);
});

test('a cluster that is not there, settings that are wrong and Secrets that are absent are told at once', async () => {
  const kubeconfig = path.join(plane.folder, 'kubeconfig');
  const nowhere = await run(['--kubeconfig', 'missing']);
  expect(nowhere.output).toContain('stat missing: no such file');
  const wrong = await run(['--kubeconfig', kubeconfig, 'commands/init/templates/argocd/argocd/application.yaml']);
  expect(wrong.output).toMatch(/^commands\/init\/templates\/argocd\/argocd\/application.yaml:\d+:\d+: /);
  expect(wrong.output).not.toContain('jest');
  const without = await run(['--kubeconfig', kubeconfig, 'sentry.yaml']);
  expect(without.output).toContain('sentry.yaml: names Secrets that are not in the namespace of this test: sentry-mail');
  expect([nowhere, wrong, without].map(({ code }) => code)).toEqual([1, 1, 1]);
  expect(await namespaces()).toEqual([]);
});

test.each([
  [['--kubeconfig'], '--kubeconfig: expected a value, got nothing'],
  [['--kubeconfig', 'x', 'missing.yaml'], 'missing.yaml: expected a file of settings, got nothing at this path'],
  [['examples/default.yaml'], 'examples/default.yaml: files of settings are for a cluster of your own: add --kubeconfig or --context'],
])('%j is refused', async (args, message) => {
  const { code, output } = await run(args);
  expect({ code, output: output.trim() }).toEqual({ code: 1, output: message });
});
