// Every check of the other tests, seen to fail on a planted fault.
import { spawnSync } from 'node:child_process';
import { kubectlBinary } from './binaries';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { networkFindings } from './network-findings';
import { alone, type Mutable, type Render, removeRenders, renderExample, set, withFault } from './renders';
import { secretsPowers } from './secrets-job';
import { addNamespace, addNode, mountToken, provision, rolledOut, unfinished, watchDoubles } from './workloads';

const namespace = 'test-faults';
const render = renderExample('default', { namespace });
// Nothing is ever applied there.
const asked = renderExample('default', { namespace: 'test-faults-asked' });
let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start();
  cluster = plane.cluster;
  await addNode(cluster, { name: 'node', cpu: '16', memory: '64Gi', pods: '500' });
  // One claim finds no volume.
  await provision(
    cluster,
    render.manifests.filter(({ metadata }) => metadata.name !== 'sentry-redis'),
  );
  await addNamespace(cluster, asked.settings.namespace);
  cluster.kubectl('apply', '-f', render.folder);
});

afterAll(async () => {
  removeRenders();
  await plane?.stop();
});

/** The one object of that kind and name by itself, changed. */
const faulty = (kind: string, name: string, change: (object: Mutable) => void = () => undefined, base = render): Render =>
  alone(base, kind, name, change);

const strictly = ({ folder }: Render): string =>
  cluster.tryKubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', folder).stderr;
const apply = ({ folder }: Render): string => cluster.tryKubectl('apply', '-f', folder).stderr;

/** Stored objects that differ after the render has been applied twice by the server. */
const moved = async ({ folder }: Render, kind: string, name: string): Promise<boolean> => {
  const version = async () => (await cluster.get(kind, namespace, name))?.metadata.resourceVersion;
  cluster.kubectl('apply', '--server-side', '--force-conflicts', '-f', folder);
  const before = await version();
  cluster.kubectl('apply', '--server-side', '--force-conflicts', '-f', folder);
  return before !== (await version());
};

describe('what the API server is asked', () => {
  const web = (path: string, value: unknown): Render => faulty('Deployment', 'sentry-web', (object) => set(object, path, value), asked);

  test.each([
    ['a field with a typo', () => web('spec.replica', 1), /spec\.replica: field not declared in schema/],
    ['a field of the wrong type', () => web('spec.replicas', 'two'), /spec.replicas/],
    ['a pod that may be root', () => web('spec.template.spec.containers.0.securityContext', {}), /would violate PodSecurity "restricted/],
    ['a name that is too long for a host', () => web('metadata.name', 'sentry-web'.padEnd(70, 'x')), /Warning: .*DNS label/],
    ['an API that is gone', () => web('apiVersion', 'apps/v1beta1'), /no matches for kind "Deployment" in version "apps\/v1beta1"/],
  ])('%s', (_what, fault, message) => {
    expect(strictly(fault())).toMatch(message);
  });

  test('a changed selector', () => {
    const fault = faulty('Deployment', 'sentry-web', (object) => {
      set(object, 'spec.selector.matchLabels', { app: 'web' });
      set(object, 'spec.template.metadata.labels', { app: 'web' });
    });
    expect(apply(fault)).toMatch(/spec.selector: Invalid value: .*field is immutable/);
  });

  test('a template of a Job that changes under its name', () => {
    const job = render.manifests.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('sentry-bootstrap'));
    expect(
      apply(faulty('Job', job?.metadata.name ?? '', (object) => set(object, 'spec.template.spec.terminationGracePeriodSeconds', 7))),
    ).toMatch(/field is immutable/);
  });

  test('an empty list, which is not kept: the next apply moves the object', async () => {
    const fault = faulty('NetworkPolicy', 'sentry-default-deny', (object) => set(object, 'spec.ingress', []));
    expect(await moved(faulty('NetworkPolicy', 'sentry-default-deny'), 'NetworkPolicy', 'sentry-default-deny')).toBe(false);
    expect(await moved(fault, 'NetworkPolicy', 'sentry-default-deny')).toBe(true);
  });
});

describe('rollout', () => {
  test('a claim without a volume, and its pod', async () => {
    const line = (name: string) => expect.stringContaining(name);
    await cluster.until('all else', async () => (await unfinished(cluster, namespace)).filter((left) => !left.includes('sentry-redis')));
    expect(await unfinished(cluster, namespace)).toEqual([line('StatefulSet/sentry-redis'), line('PersistentVolumeClaim/sentry-redis')]);
    await provision(
      cluster,
      render.manifests.filter(({ metadata }) => metadata.name === 'sentry-redis'),
    );
    await rolledOut(cluster, namespace);
  });

  test('a request that no node has', async () => {
    apply(faulty('Deployment', 'sentry-relay', (object) => set(object, 'spec.template.spec.containers.0.resources.requests.cpu', '64')));
    await expect(rolledOut(cluster, namespace, 5)).rejects.toThrow('Deployment/sentry-relay');
    apply(faulty('Deployment', 'sentry-relay'));
    await rolledOut(cluster, namespace);
  });

  test('a pod that admission rejects', async () => {
    apply(faulty('Deployment', 'sentry-relay', (object) => set(object, 'spec.template.spec.containers.0.securityContext', {})));
    await cluster.until('an event', async () =>
      (await cluster.list('Event', namespace)).some(({ reason }) => reason === 'FailedCreate') ? [] : ['no FailedCreate'],
    );
    apply(faulty('Deployment', 'sentry-relay'));
    await rolledOut(cluster, namespace);
  });

  test('a singleton that is not recreated runs twice', async () => {
    const name = 'sentry-taskscheduler';
    const surge = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    apply(faulty('Deployment', name, (object) => set(object, 'spec.strategy', surge)));
    const doubles = await watchDoubles(cluster, namespace, new Set(['taskscheduler']));
    apply(
      faulty('Deployment', name, (object) => {
        set(object, 'spec.strategy', surge);
        set(object, 'spec.template.spec.terminationGracePeriodSeconds', 7);
      }),
    );
    await rolledOut(cluster, namespace);
    expect((await doubles()).twice).toEqual(['taskscheduler']);
    apply(faulty('Deployment', name));
    await rolledOut(cluster, namespace);
  });

  test('a budget that lets no pod go stops a drain', () => {
    cluster.kubectl('-n', namespace, 'create', 'pdb', 'stuck', '--selector=app.kubernetes.io/component=web', '--min-available=1');
    const { status, stderr } = spawnSync(kubectlBinary(), [...cluster.access, 'drain', 'node', '--delete-emptydir-data', '--timeout=8s'], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain("violate the pod's disruption budget");
    cluster.kubectl('uncordon', 'node');
    cluster.kubectl('-n', namespace, 'delete', 'pdb', 'stuck');
  });
});

describe('accounts', () => {
  test('a role that may read all Secrets', async () => {
    expect(secretsPowers(cluster, namespace, 'sentry-secrets')).toEqual([]);
    apply(faulty('Role', 'sentry-secrets', (object) => set(object, 'rules.1.resourceNames', undefined)));
    expect(secretsPowers(cluster, namespace, 'sentry-secrets')).toEqual(expect.arrayContaining(['may get secrets/foreign']));
    apply(faulty('Role', 'sentry-secrets', (object) => set(object, 'rules.0.verbs', ['create', 'list'])));
    expect(secretsPowers(cluster, namespace, 'sentry-secrets')).toEqual(expect.arrayContaining(['may list secrets']));
    apply(faulty('Role', 'sentry-secrets'));
  });

  test('a token for a pod that has no use for it', async () => {
    await rolledOut(cluster, namespace);
    expect(await mountToken(cluster, namespace)).not.toContain('relay');
    apply(faulty('Deployment', 'sentry-relay', (object) => set(object, 'spec.template.spec.automountServiceAccountToken', true)));
    await rolledOut(cluster, namespace);
    expect(await mountToken(cluster, namespace)).toContain('relay');
    apply(faulty('Deployment', 'sentry-relay'));
    await rolledOut(cluster, namespace);
  });
});

describe('network', () => {
  const findings = async (change: (policy: Mutable, name: string) => boolean | undefined): Promise<string[]> => {
    cluster.kubectl('-n', namespace, 'delete', 'networkpolicy', '--all');
    apply(
      withFault(render, (manifest) =>
        manifest.kind === 'NetworkPolicy' && change(manifest as unknown as Mutable, manifest.metadata.name) !== false
          ? manifest
          : undefined,
      ),
    );
    return networkFindings(cluster, render);
  };

  test('a policy that is missing', async () => {
    expect(await findings((_policy, name) => name !== 'sentry-relay')).toContain('edge -> relay:3000/TCP is denied');
  });

  test.each<[string, string, string, unknown, string]>([
    ['a peer too many', 'sentry-postgres', 'spec.ingress.0.from', [{ namespaceSelector: {} }], 'stranger -> postgres:5432/TCP is allowed'],
    ['a store that is open', 'sentry-redis', 'spec.ingress', [{}], 'internet -> redis:6379/TCP is allowed'],
    ['a door that reaches all that lets it in', 'sentry-edge', 'spec.egress', [{}], 'edge -> metadata service:80/TCP is allowed'],
    ['the metadata service of a cloud', 'sentry-web', 'spec.egress', [{}], 'web -> metadata service:80/TCP is allowed'],
    ['no DNS', 'sentry-edge', 'spec.egress.0.ports', [{ port: 54, protocol: 'UDP' }], 'edge -> DNS:53/UDP is denied'],
  ])('%s', async (_what, name, path, value, finding) => {
    expect(await findings((policy, each) => (each === name ? set(policy, path, value) : undefined))).toContain(finding);
  });

  test('and none as it is', async () => {
    expect(await findings(() => undefined)).toEqual([]);
  });
});
