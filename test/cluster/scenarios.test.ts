import { type PodSpec, podSpecs } from '../../manifests';
import { scenarioNames } from '../scenarios';
import type { Cluster, Live } from './cluster';
import { ControlPlane } from './control-plane';
import { type Endpoint, NetworkPolicies, type NetworkPolicy } from './network-policies';
import { type Render, removeRenders, renderExample } from './renders';
import { ownSecrets, SecretsJob } from './secrets-job';
import { addNamespace, addNode, addPrerequisites, id, provision, renderedKinds, rolledOut } from './workloads';

let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start();
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '256', memory: '1Ti', pods: '2000', labels: { pool: 'sentry' } });
});

afterAll(async () => {
  removeRenders();
  await plane?.stop();
});

const versions = async (namespace: string): Promise<Record<string, string>> =>
  Object.fromEntries((await cluster.listAll(renderedKinds, namespace)).map((object) => [id(object), object.metadata.resourceVersion]));

describe.each(scenarioNames)('%s', (name) => {
  const namespace = `test-${name.replaceAll('.', '-')}`;
  let render: Render;
  const of = (kind: string): Promise<Live[]> => cluster.list(kind, namespace);

  beforeAll(async () => {
    render = renderExample(name, { namespace });
    if (!render.settings.kubernetes.createNamespace) await addNamespace(cluster, namespace);
    await addPrerequisites(cluster, render);
    await provision(cluster, render.manifests);
  });

  test('is applied in one go, without a warning', () => {
    const { ok, stdout, stderr } = cluster.tryKubectl('apply', '-f', render.folder);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(render.manifests.length);
  });

  test('is rolled out, and no pod was rejected', async () => {
    await rolledOut(cluster, namespace);
    const rejected = (await of('Event'))
      .filter(({ reason }) => ['FailedCreate', 'FailedBinding', 'ProvisioningFailed'].includes(String(reason)))
      .map((event) => `${event['reason']}: ${event['message']}`);
    expect(rejected).toEqual([]);
  });

  test('changes nothing when it is applied again, by the client or the server', async () => {
    const before = await versions(namespace);
    cluster.kubectl('apply', '-f', render.folder);
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
    const mounted = (await of('Pod')).filter(({ spec }) =>
      ((spec as PodSpec).volumes ?? []).some(({ name: volume }) => volume.startsWith('kube-api-access-')),
    );
    const expected = render.settings.secrets.provider === 'generate' ? ['secrets'] : [];
    expect([...new Set(mounted.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/component']))]).toEqual(expected);
  });

  test('lets the components talk as the topology says, and in no other way', async () => {
    const findings = await networkFindings(cluster, render);
    expect(findings).toEqual([]);
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
    expect(await secrets.powers()).toEqual([]);
    expect(await secrets.attempts()).toEqual([]);
  });
});

/** Components that an address outside the instance may reach, by the topology: the doors. */
const isOpen = (render: Render, name: string): boolean =>
  name === 'edge' || (name === 'nginx' && render.settings.ingress.internal !== undefined);

/** Every connection that the stored policies allow and the topology does not name, and the other way round. */
const networkFindings = async (cluster: Cluster, render: Render): Promise<string[]> => {
  const { namespace } = render.settings;
  const stored = (await cluster.list('NetworkPolicy', namespace)) as unknown as NetworkPolicy[];
  const namespaces = Object.fromEntries((await cluster.list('Namespace')).map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const policies = new NetworkPolicies(stored, namespaces);

  // Every workload has a pod by now, but CronJobs; their template says what it will be.
  const endpoints = new Map<string, Endpoint>();
  const numbers = new Set<number>();
  for (const workload of await cluster.listAll(['Deployment', 'StatefulSet', 'Job', 'CronJob'], namespace)) {
    const component = String(workload.metadata.labels?.['app.kubernetes.io/component']);
    const spec = workload.spec as { template?: Template; jobTemplate?: { spec: { template: Template } } };
    const template = spec.template ?? spec.jobTemplate?.spec.template;
    const [pod] = podSpecs(workload);
    const ports = Object.fromEntries(
      (pod?.containers[0]?.['ports'] as { name: string; containerPort: number }[] | undefined)?.map(({ name, containerPort }) => [
        name,
        containerPort,
      ]) ?? [],
    );
    for (const number of Object.values(ports)) numbers.add(number);
    endpoints.set(component, { ip: `10.244.0.${endpoints.size + 1}`, namespace, labels: template?.metadata.labels ?? {}, ports });
  }

  const findings: string[] = [];
  const expectAllowed = (from: Endpoint, to: Endpoint, port: number, expected: boolean, what: string, protocol = 'TCP') => {
    if (policies.allow(from, to, { port, protocol }) !== expected)
      findings.push(`${what}:${port}/${protocol} ${expected ? 'is denied' : 'is allowed'}`);
  };
  const connections = new Set(
    render.topology.components.flatMap(({ outbound }) => outbound.map(({ from, to, number }) => `${from} ${to} ${number}`)),
  );
  const stranger: Endpoint = { ip: '10.244.9.9', namespace: 'default', labels: { app: 'stranger' }, ports: {} };
  const dns: Endpoint = { ip: '10.244.9.8', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: {} };
  const internet: Endpoint = { ip: '198.51.100.1' };
  const metadata: Endpoint = { ip: '169.254.169.254' };
  const nodeLocalDns: Endpoint = { ip: '169.254.20.10' };
  const components = new Map(render.topology.components.map((component) => [component.name, component]));
  let checked = 0;
  for (const [name, from] of endpoints) {
    for (const [other, to] of endpoints)
      for (const number of numbers) {
        // A door is open to whoever may go out of the instance.
        const through =
          isOpen(render, other) && number === Object.values(to.ports ?? {})[0] && components.get(name)?.role.internet !== undefined;
        expectAllowed(from, to, number, through || connections.has(`${name} ${other} ${number}`), `${name} -> ${other}`);
        checked += 1;
      }
    const first = Object.values(from.ports ?? {})[0];
    for (const number of numbers) expectAllowed(stranger, from, number, isOpen(render, name) && number === first, `stranger -> ${name}`);
    for (const number of numbers) expectAllowed(internet, from, number, isOpen(render, name) && number === first, `internet -> ${name}`);
    const outward = components.get(name)?.role.internet !== undefined;
    const api = components.get(name)?.role.kubernetesApi === true;
    expectAllowed(from, internet, 443, outward || api, `${name} -> internet`);
    expectAllowed(from, internet, 25, outward, `${name} -> internet`);
    expectAllowed(from, stranger, 8080, outward, `${name} -> stranger`);
    expectAllowed(from, metadata, 80, false, `${name} -> metadata service`);
    for (const server of [dns, nodeLocalDns])
      for (const protocol of ['UDP', 'TCP']) expectAllowed(from, server, 53, true, `${name} -> DNS`, protocol);
    expectAllowed(from, dns, 9153, outward, `${name} -> DNS’s metrics`);
  }
  // What the public door is for, in words of its own.
  const reached = [...endpoints].flatMap(([name, to]) => {
    const edge = endpoints.get('edge');
    return edge !== undefined && [...numbers].some((port) => policies.allow(edge, to, { port })) ? [name] : [];
  });
  if (reached.join() !== 'relay') findings.push(`edge reaches ${reached.join()}`);
  if (checked < 1000) findings.push(`only ${checked} pairs were looked at`);
  return findings;
};

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
}
