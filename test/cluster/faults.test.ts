import { spawnSync } from 'node:child_process';
import type { Manifest } from '../../constructs/kubernetes/subsystem-chart';
import { kubectlBinary } from './binaries';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { networkFindings } from './network-findings';
import { type Render, removeRenders, renderExample, withFault } from './renders';
import { secretsPowers } from './secrets-job';
import { addNode, mountToken, provision, rolledOut, unfinished, watchDoubles } from './workloads';

// Every check of the other tests, seen to fail on a planted fault.

const namespace = 'test-faults';
const render = renderExample('default', { namespace });
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
  cluster.kubectl('apply', '-f', render.folder);
});

afterAll(async () => {
  removeRenders();
  await plane?.stop();
});

type Mutable = { [field: string]: Mutable } & { [index: number]: Mutable };

/** Changes the one object of that kind and name; `undefined` as change leaves it out. */
const faulty = (kind: string, name: string, change?: (object: Mutable) => void): Render => {
  let found = false;
  const changed = withFault(render, (manifest: Manifest) => {
    if (manifest.kind !== kind || manifest.metadata.name !== name) return manifest;
    found = true;
    if (change === undefined) return undefined;
    change(manifest as unknown as Mutable);
    return manifest;
  });
  if (!found) throw new Error(`no ${kind} ${name}`);
  return changed;
};

const set = (object: Mutable, path: string, value: unknown): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Mutable>((node, key) => node[key] as Mutable, object);
  if (value === undefined) delete parent[last];
  else (parent as { [field: string]: unknown })[last] = value;
};

const strictly = ({ folder }: Render): string =>
  cluster.tryKubectl('apply', '--server-side', '--force-conflicts', '--dry-run=server', '--validate=strict', '-f', folder).stderr;
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
  const web = (path: string, value: unknown): Render => faulty('Deployment', 'sentry-web', (object) => set(object, path, value));

  test.each([
    ['a field with a typo', () => web('spec.replica', 1), /unknown field "spec.replica"/],
    ['a field of the wrong type', () => web('spec.replicas', 'two'), /spec.replicas/],
    ['a pod that may be root', () => web('spec.template.spec.securityContext', {}), /would violate PodSecurity "restricted/],
    ['a name that is too long for a host', () => web('metadata.name', 'sentry-web'.padEnd(70, 'x')), /Warning: .*DNS label/],
    ['a changed selector', () => web('spec.selector.matchLabels', { app: 'web' }), /field is immutable|selector.*does not match/],
    [
      'a service that is there twice',
      () => web('apiVersion', 'apps/v1beta1'),
      /no matches for kind "Deployment" in version "apps\/v1beta1"/,
    ],
  ])('%s', (_what, fault, message) => {
    expect(strictly(fault())).toMatch(message);
  });

  test('a template of a Job that changes under its name', () => {
    const job = render.manifests.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('sentry-bootstrap'));
    expect(
      apply(faulty('Job', job?.metadata.name ?? '', (object) => set(object, 'spec.template.spec.terminationGracePeriodSeconds', 7))),
    ).toMatch(/field is immutable/);
  });

  test('an empty list, which is not kept: the next apply moves the object', async () => {
    const fault = faulty('NetworkPolicy', 'sentry-default-deny', (object) => set(object, 'spec.ingress', []));
    expect(await moved(render, 'NetworkPolicy', 'sentry-default-deny')).toBe(false);
    expect(await moved(fault, 'NetworkPolicy', 'sentry-default-deny')).toBe(true);
    cluster.kubectl('apply', '--server-side', '--force-conflicts', '-f', render.folder);
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
    apply(render);
    await rolledOut(cluster, namespace);
  });

  test('a pod that admission rejects', async () => {
    apply(faulty('Deployment', 'sentry-relay', (object) => set(object, 'spec.template.spec.containers.0.securityContext', {})));
    await cluster.until('an event', async () =>
      (await cluster.list('Event', namespace)).some(({ reason }) => reason === 'FailedCreate') ? [] : ['no FailedCreate'],
    );
    apply(render);
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
    apply(render);
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
    apply(render);
  });

  test('a token for a pod that has no use for it', async () => {
    await rolledOut(cluster, namespace);
    expect(await mountToken(cluster, namespace)).toEqual(['secrets']);
    apply(faulty('Deployment', 'sentry-relay', (object) => set(object, 'spec.template.spec.automountServiceAccountToken', true)));
    await rolledOut(cluster, namespace);
    expect((await mountToken(cluster, namespace)).sort()).toEqual(['relay', 'secrets']);
    apply(render);
    await rolledOut(cluster, namespace);
  });
});

describe('network', () => {
  const findings = async (fault: Render): Promise<string[]> => {
    cluster.kubectl('-n', namespace, 'delete', 'networkpolicy', '--all');
    apply(fault);
    return networkFindings(cluster, render);
  };

  test('a policy that is missing', async () => {
    expect(await findings(faulty('NetworkPolicy', 'sentry-relay'))).toContain('edge -> relay:3000/TCP is denied');
  });

  test('a peer too many', async () => {
    const fault = faulty('NetworkPolicy', 'sentry-postgres', (object) => set(object, 'spec.ingress.0.from', [{ namespaceSelector: {} }]));
    expect(await findings(fault)).toContain('stranger -> postgres:5432/TCP is allowed');
  });

  test('a door that reaches more than Relay', async () => {
    const fault = withFault(render, (manifest) => {
      const object = manifest as unknown as Mutable;
      if (manifest.kind === 'NetworkPolicy' && manifest.metadata.name === 'sentry-edge')
        set(object, 'spec.egress.1.to', [{ podSelector: {} }]);
      if (manifest.kind === 'NetworkPolicy' && manifest.metadata.name === 'sentry-web') set(object, 'spec.ingress', [{}]);
      set(object, 'metadata.resourceVersion', undefined);
      return manifest;
    });
    expect(await findings(fault)).toContain('internet -> web:9000/TCP is allowed');
  });

  test('the metadata service of a cloud', async () => {
    const fault = faulty('NetworkPolicy', 'sentry-web', (object) => set(object, 'spec.egress', [{}]));
    expect(await findings(fault)).toContain('web -> metadata service:80/TCP is allowed');
  });

  test('and none as it is', async () => {
    expect(await findings(render)).toEqual([]);
  });
});
