// The manifests on a cluster of the user's own.
import { supportedKubernetes } from '../../settings/checks';
import { networkFindings } from './network-findings';
import { ownCluster, ownFiles, ownRender, rolloutSeconds as seconds } from './own';
import { type Render, removeRenders } from './renders';
import { secretsPowers } from './secrets-job';
import { addNamespace, id, mountToken, renderedKinds, rolledOut } from './workloads';

const cluster = ownCluster();

afterAll(async () => {
  removeRenders();
  await cluster.close();
});

test('runs a Kubernetes that is supported', async () => {
  const { body } = await cluster.request('version');
  const minor = Number.parseInt((body as { minor: string }).minor, 10);
  expect(minor).toBeGreaterThanOrEqual(Number(supportedKubernetes.oldest.split('.')[1]));
  expect(minor).toBeLessThanOrEqual(Number(supportedKubernetes.newest.split('.')[1]));
});

describe.each(ownFiles)('$file', ({ file, namespace }) => {
  let render: Render;
  const versions = async () =>
    Object.fromEntries((await cluster.listAll(renderedKinds, namespace)).map((object) => [id(object), object.metadata['generation']]));

  beforeAll(async () => {
    render = ownRender(file, namespace);
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
