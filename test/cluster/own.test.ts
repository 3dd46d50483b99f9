import { readFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { podSpecs } from '../../manifests';
import { supportedKubernetes } from '../../settings/checks';
import { Cluster } from './cluster';
import { networkFindings } from './network-findings';
import { type Render, removeRenders, renderYaml } from './renders';
import { ownSecrets, secretsPowers } from './secrets-job';
import { addNamespace, id, mountToken, renderedKinds, rolledOut } from './workloads';

// A cluster of the user's own: npm run test:cluster -- --kubeconfig … (test/cluster/run names the namespaces, and deletes them).
const { CLUSTER_kubeconfig: kubeconfig, CLUSTER_context: context, CLUSTER_NAMESPACE: prefix = '', CLUSTER_FILES = '' } = process.env;
const seconds = Number(process.env['CLUSTER_ROLLOUT_SECONDS'] ?? 1800);
const files = CLUSTER_FILES.split(' ').map((file, index) => ({ file, namespace: `${prefix}-${index}` }));
const cluster = new Cluster({ ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) });

afterAll(async () => {
  removeRenders();
  await cluster.close();
});

/** Secrets that pods read and the secrets Job does not make. */
const absentSecrets = ({ settings: { instance, secrets }, manifests }: Render): string[] => {
  const made = new Set(secrets.provider === 'generate' ? ownSecrets.map((name) => `${instance}-${name}`) : []);
  const read = manifests
    .flatMap(podSpecs)
    .flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers])
    .flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []));
  return [...new Set(read)].filter((name) => !made.has(name)).sort();
};

test('runs a Kubernetes that is supported', async () => {
  const { body } = await cluster.request('version');
  const minor = Number.parseInt((body as { minor: string }).minor, 10);
  expect(minor).toBeGreaterThanOrEqual(Number(supportedKubernetes.oldest.split('.')[1]));
  expect(minor).toBeLessThanOrEqual(Number(supportedKubernetes.newest.split('.')[1]));
});

describe.each(files)('$file', ({ file, namespace }) => {
  let render: Render;
  const versions = async () =>
    Object.fromEntries((await cluster.listAll(renderedKinds, namespace)).map((object) => [id(object), object.metadata['generation']]));

  beforeAll(async () => {
    render = renderYaml(dump({ ...(load(readFileSync(file, 'utf8')) as object), namespace }));
    const absent = absentSecrets(render);
    if (absent.length > 0) throw new Error(`${file}: names Secrets that are not in the namespace of this test: ${absent.join(', ')}`);
    await addNamespace(cluster, namespace);
  });

  test('is accepted strictly, without a warning', () => {
    const { ok, stderr } = cluster.tryKubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', render.folder);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
  });

  test('is applied in one go', () => {
    const { ok, stdout, stderr } = cluster.tryKubectl('apply', '-f', render.folder);
    expect({ ok, stderr: stderr.replace(/^Warning: resource namespaces.*\n/, '') }).toEqual({ ok: true, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(render.manifests.length);
  });

  test('changes nothing when it is applied again', async () => {
    const before = await versions();
    cluster.kubectl('apply', '-f', render.folder);
    expect(await versions()).toEqual(before);
    expect(cluster.tryKubectl('diff', '--concurrency=8', '-f', render.folder)).toEqual({ ok: true, stdout: '', stderr: '' });
  });

  test('lets the components talk as the topology says, and in no other way', async () => {
    expect(await networkFindings(cluster, render)).toEqual([]);
  });

  test('makes its Secrets with an account that can do nothing else', () => {
    expect(secretsPowers(cluster, namespace, `${render.settings.instance}-secrets`)).toEqual([]);
  });

  test(
    'is rolled out, and only the pod that uses the API mounts a token of it',
    async () => {
      await rolledOut(cluster, namespace, seconds);
      expect(await mountToken(cluster, namespace)).toEqual(['secrets']);
    },
    (seconds + 60) * 1000,
  );
});
