// Every scenario on a real control plane: applied, rolled out, applied again.
import { scenarioNames } from '../support/scenarios';
import type { Cluster, Live } from './cluster';
import { ControlPlane } from './control-plane';
import { networkFindings } from './network-findings';
import { type Render, removeRenders, renderExample } from './renders';
import { ownSecrets, SecretsJob, secretsPowers } from './secrets-job';
import { addNamespace, addNode, addPrerequisites, customKinds, id, mountToken, provision, renderedKinds, rolledOut } from './workloads';

let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start();
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '256', memory: '1Ti', pods: '2000', labels: { pool: 'sentry' } });
});

/** What was measured, a row a scenario, printed at the end. */
const measured: string[] = [];

afterAll(async () => {
  removeRenders();
  await plane?.stop();
  process.stdout.write(`scenario: objects applied, seconds to apply and to roll out, warnings\n${measured.join('\n')}\n`);
});

const secondsSince = (start: number): string => ((Date.now() - start) / 1000).toFixed(1);

const versions = async (namespace: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await cluster.listAll([...renderedKinds, ...customKinds], namespace)).map((object) => [id(object), object.metadata.resourceVersion]),
  );

describe.each(scenarioNames)('%s', (name) => {
  const namespace = `test-${name.replaceAll('.', '-')}`;
  let render: Render;
  let applied = '';
  const of = (kind: string): Promise<Live[]> => cluster.list(kind, namespace);

  beforeAll(async () => {
    render = renderExample(name, { namespace });
    if (!render.settings.kubernetes.createNamespace) await addNamespace(cluster, namespace);
    await addPrerequisites(cluster, render);
    await provision(cluster, render.manifests);
  });

  test('is applied in one go, without a warning', () => {
    const start = Date.now();
    const { ok, stdout, stderr } = cluster.tryKubectl('apply', '-f', render.folder);
    const objects = stdout.trim().split('\n');
    applied = `${name}: ${objects.length}, ${secondsSince(start)}`;
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(objects).toHaveLength(render.manifests.length);
  });

  test('is rolled out, and no pod was rejected', async () => {
    const start = Date.now();
    await rolledOut(cluster, namespace);
    measured.push(`${applied} + ${secondsSince(start)}, 0`);
    const rejected = (await of('Event'))
      .filter(({ reason }) => ['FailedCreate', 'FailedBinding', 'ProvisioningFailed'].includes(String(reason)))
      .map((event) => `${event['reason']}: ${event['message']}`);
    expect(rejected).toEqual([]);
  });

  test('changes nothing when it is applied again, by the client or the server', async () => {
    const before = await versions(namespace);
    const again = cluster.kubectl('apply', '-f', render.folder).trim().split('\n');
    // kubectl sends the selector of a PodDisruptionBudget each time: its patch strategy is replace.
    expect(again.filter((line) => !line.endsWith(' unchanged') && !/^poddisruptionbudget\S+ configured$/.test(line))).toEqual([]);
    expect(await versions(namespace)).toEqual(before);
    expect(cluster.tryKubectl('diff', '--concurrency=8', '-f', render.folder)).toEqual({ ok: true, stdout: '', stderr: '' });

    // The first one hands the fields over to another manager, which changes their records and nothing else.
    cluster.kubectl('apply', '--server-side', '--force-conflicts', '-f', render.folder);
    const handedOver = await versions(namespace);
    cluster.kubectl('apply', '--server-side', '-f', render.folder);
    expect(await versions(namespace)).toEqual(handedOver);
    expect(cluster.tryKubectl('diff', '--concurrency=8', '--server-side', '-f', render.folder)).toEqual({
      ok: true,
      stdout: '',
      stderr: '',
    });
  });

  test('mounts a token of the API into the pods that use it and no others', async () => {
    const mounted = await mountToken(cluster, namespace);
    const expected = render.settings.secrets.provider === 'generate' ? ['secrets'] : [];
    expect(mounted).toEqual(expected);
  });

  test('lets the components talk as the topology says, and in no other way', async () => {
    expect(await networkFindings(cluster, render)).toEqual([]);
  });

  test('makes its Secrets once, with an account that can do nothing else', async () => {
    const job = render.manifests.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('sentry-secrets-'));
    if (render.settings.secrets.provider === 'existing') {
      expect(job).toBeUndefined();
      return;
    }
    const secrets = new SecretsJob(plane, namespace, String(job?.metadata.name));
    const stored = async () =>
      Object.fromEntries((await of('Secret')).map(({ metadata, data }) => [metadata.name, { version: metadata.resourceVersion, data }]));

    const first = await secrets.run();
    expect(first.output).toEqual(ownSecrets.map((name) => `sentry-${name}: created`));
    const made = await stored();
    expect(Object.keys(made).sort()).toEqual(ownSecrets.map((name) => `sentry-${name}`).sort());

    const second = await secrets.run();
    expect(second.output).toEqual(ownSecrets.map((name) => `sentry-${name}: exists`));
    expect(await stored()).toEqual(made);

    await cluster.patch('Secret', namespace, 'sentry-relay', { data: { id: null } });
    cluster.kubectl('-n', namespace, 'delete', 'secret', 'sentry-redis');
    const before = await stored();
    const third = await secrets.run();
    expect(third.output).toContain('warning: sentry-relay: exists without id; left as it is');
    expect(third.output).toContain('sentry-redis: created');
    const { 'sentry-redis': redis, ...others } = await stored();
    expect(redis).toBeDefined();
    expect(others).toEqual(before);

    await cluster.create('Secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'foreign' }, data: { key: 'eA==' } }, namespace);
    expect(secretsPowers(cluster, namespace, secrets.account)).toEqual([]);
    expect(await secrets.attempts()).toEqual([]);
  });
});
