// The oldest and the newest Kubernetes that is supported take every scenario.
import { canonicalQuantity } from 'manifest-review/manifests';
import { supportedKubernetes } from '../../settings/checks';
import { scenarioNames } from '../support/scenarios';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { type Render, removeRenders, renderExample } from './renders';
import { addNamespace } from './workloads';

// envtest's assets are of one version.
const servers = Object.entries(supportedKubernetes).filter(([age]) => age === 'newest' || process.env['KUBEBUILDER_ASSETS'] === undefined);

afterAll(removeRenders);

describe.each(servers)('the %s Kubernetes that is supported, %s', (_age, version) => {
  let plane: ControlPlane;
  let cluster: Cluster;
  const renders: Record<string, Render> = {};

  beforeAll(async () => {
    const apiServer = version === supportedKubernetes.newest ? 'kube-apiserver' : `kube-apiserver-${version}`;
    plane = await ControlPlane.start({ apiServer, controllers: false });
    cluster = plane.cluster;
    for (const name of scenarioNames) {
      const namespace = `test-${name.replaceAll('.', '-')}`;
      renders[name] = renderExample(name, { namespace });
      await addNamespace(cluster, namespace);
    }
  });

  afterAll(() => plane?.stop());

  test('is what runs', async () => {
    if (process.env['KUBEBUILDER_ASSETS'] !== undefined) return;
    const { body } = await cluster.request('version');
    expect((body as { gitVersion: string }).gitVersion).toMatch(new RegExp(`^v${version}\\.\\d+$`));
  });

  test.each(scenarioNames)('accepts %s strictly, without a warning', (name) => {
    const folder = renders[name]?.folder ?? '';
    const { ok, stderr, stdout } = cluster.tryKubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', folder);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(renders[name]?.manifests.length ?? 0);
  });

  test('writes quantities as we do', async () => {
    const given = [
      '1',
      '1000m',
      '750m',
      '0.5',
      '1.5',
      '0.1',
      '2.5Gi',
      '1024Mi',
      '1536Mi',
      '1Gi',
      '0.5Gi',
      '512Ki',
      '1000Mi',
      '1000M',
      '1500k',
      '4096',
      '1000',
      '0',
      '1Ti',
      '0.3Mi',
    ];
    const stored: Record<string, string> = {};
    for (const [index, quantity] of given.entries()) {
      const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: `quantity-${index}` }, spec: { hard: { cpu: quantity } } };
      const { spec } = await cluster.create('ResourceQuota', quota, 'default');
      stored[quantity] = (spec as { hard: { cpu: string } }).hard.cpu;
    }
    expect(Object.fromEntries(given.map((quantity) => [quantity, canonicalQuantity(quantity)]))).toEqual(stored);
  });
});
