// Verdicts of changes that are easily taken for others: reach, rights, selectors, StatefulSets.
import { review, type Verdict } from '../../../index';
import type { Manifest } from '../../../manifests';
import { change, deployment, ingress, job, policy, statefulSet } from '../../support/pairs/objects';

const context = (securityContext: object | undefined): Manifest =>
  deployment({ container: securityContext === undefined ? {} : { securityContext } });
const door = (path: string, pathType = 'Prefix', name = 'a'): Manifest =>
  ingress({
    rules: [{ host: 'a.example.com', http: { paths: [{ path, pathType, backend: { service: { name, port: { number: 80 } } } }] } }],
  });
const from = (cidr: string, ...except: string[]): Manifest =>
  policy({
    podSelector: { matchLabels: { app: 'a' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) } }], ports: [{ port: 80 }] }],
  });
const on = (port: number, endPort?: number): Manifest =>
  change(from('10.0.0.0/8'), {
    spec: { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [endPort === undefined ? { port } : { port, endPort }] }] },
  });

const all = { matchLabels: {} };
const peer = (...selectors: { [key: string]: unknown }[]): Manifest =>
  change(from('10.0.0.0/8'), { spec: { ingress: [{ from: selectors, ports: [{ port: 80 }] }] } });
const podsOf = (app: string) => ({ podSelector: { matchLabels: { app } } });

const expectations: Readonly<Record<string, readonly Verdict[]>> = {
  wider: ['exposure'],
  narrower: ['outage'],
  both: ['exposure', 'outage'],
};

/** What each change does: people can reach more, less, or some of each. */
const reach: readonly [string, Manifest, Manifest, keyof typeof expectations][] = [
  ['a path above', door('/api'), door('/'), 'wider'],
  ['a path below', door('/api'), door('/api/0'), 'narrower'],
  ['a path with the same beginning', door('/api'), door('/apis'), 'both'],
  ['a path below, to somewhere else', door('/api'), door('/api/0', 'Prefix', 'b'), 'both'],
  ['all below instead of one path', door('/api', 'Exact'), door('/api'), 'wider'],
  ['another pattern', door('/api', 'ImplementationSpecific'), door('/api/0', 'ImplementationSpecific'), 'both'],
  ['a wider network', from('10.0.0.0/8'), from('0.0.0.0/0'), 'wider'],
  ['a narrower network', from('0.0.0.0/0'), from('10.0.0.0/8'), 'narrower'],
  ['another network', from('10.0.0.0/8'), from('192.168.0.0/16'), 'both'],
  ['a network without its exception', from('0.0.0.0/0', '10.0.0.0/8'), from('0.0.0.0/0'), 'wider'],
  ['a network outside of the exception', from('0.0.0.0/0', '10.0.0.0/8'), from('192.168.0.0/16'), 'narrower'],
  ['a network inside of the exception', from('0.0.0.0/0', '10.0.0.0/8'), from('10.1.0.0/16'), 'both'],
  ['a wider network of IPv6', from('fd00::/64'), from('fd00::/8'), 'wider'],
  ['all pods instead of one', peer(podsOf('a')), peer({ podSelector: {} }), 'wider'],
  ['one pod instead of all', peer({ podSelector: {} }), peer(podsOf('a')), 'narrower'],
  ['all namespaces too', peer(podsOf('a')), peer({ ...podsOf('a'), namespaceSelector: all }), 'wider'],
  ['this namespace alone', peer({ namespaceSelector: all }), peer({ podSelector: {} }), 'narrower'],
  ['one namespace instead of this one', peer({ podSelector: {} }), peer({ namespaceSelector: { matchLabels: { a: 'b' } } }), 'both'],
  ['more ports', on(80), on(80, 90), 'wider'],
  ['fewer ports', on(80, 90), on(85), 'narrower'],
];

test.each([
  ['all namespaces on TCP 80', { namespaceSelector: all }],
  ['a=b namespaces on TCP 80', { namespaceSelector: { matchLabels: { a: 'b' } } }],
  ['app=c of all namespaces on TCP 80', { ...podsOf('c'), namespaceSelector: {} }],
  ['all pods on TCP 80', { podSelector: {} }],
  ['app Exists on TCP 80', { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }],
])('says whom a policy lets in: %s', (words, selectors) => {
  const { objects } = review([peer(podsOf('a')), deployment()], [peer(selectors), deployment()]);
  const [wider] = objects.flatMap(({ findings }) => findings).filter(({ ruleId }) => ruleId === 'network-policy-wider');
  expect(JSON.stringify(wider?.new)).toContain(words);
});

test.each(reach)('%s', (_what, old, now, expected) => {
  const found = review([old, deployment()], [now, deployment()]).objects.flatMap(({ findings }) => findings.map(({ verdict }) => verdict));
  expect([...new Set(found)]).toEqual(expectations[expected]);
});

describe('a removed role', () => {
  const role = (kind: 'Role' | 'ClusterRole'): Manifest => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'q', ...(kind === 'Role' ? { namespace: 'a' } : {}) },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  });
  const binding = (kind: 'RoleBinding' | 'ClusterRoleBinding', of: 'Role' | 'ClusterRole', namespace = 'a'): Manifest => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'b', ...(kind === 'RoleBinding' ? { namespace } : {}) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: of, name: 'q' },
    subjects: [{ kind: 'ServiceAccount', name: 's', namespace }],
  });
  const verdictOf = (old: Manifest, ...kept: Manifest[]) => review([old, ...kept], kept).objects[0]?.verdict;

  test.each([
    ['a Role, by a RoleBinding of its namespace', role('Role'), binding('RoleBinding', 'Role')],
    ['a ClusterRole, by a ClusterRoleBinding', role('ClusterRole'), binding('ClusterRoleBinding', 'ClusterRole')],
    ['a ClusterRole, by a RoleBinding of any namespace', role('ClusterRole'), binding('RoleBinding', 'ClusterRole', 'z')],
  ])('that is still bound is an outage, and no downtime of a component: %s', (_what, removed, kept) => {
    expect(verdictOf(removed, kept)).toBe('outage');
    expect(review([removed, kept], [kept]).summary.downtime).toEqual([]);
  });

  test.each([
    ['of another kind', role('Role'), binding('RoleBinding', 'ClusterRole')],
    ['of another namespace', role('Role'), binding('RoleBinding', 'Role', 'z')],
  ])('that only a binding %s names is safe', (_what, removed, kept) => {
    expect(verdictOf(removed, kept)).toBe('safe');
  });

  test('takes the rights from an account of another namespace with its binding', () => {
    const account: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's', namespace: 'z' } };
    expect(review([binding('ClusterRoleBinding', 'ClusterRole', 'z'), account], [account]).objects[0]?.verdict).toBe('outage');
  });

  test('a component that serves on both sides is down where it is held up', () => {
    const serving = deployment({ name: 'q' });
    const sides = [role('Role'), binding('RoleBinding', 'Role'), serving];
    expect(review(sides, sides.slice(1)).summary.downtime.map(({ component }) => component)).toEqual(['q']);
  });
});

test('a policy that opens more to a Job is told, though the next Job has another name', () => {
  const jobs = [job({ name: 'a-1', spec: {} }), job({ name: 'a-2', image: 'a:2' })] as const;
  const found = review([from('10.0.0.0/8'), jobs[0]], [from('0.0.0.0/0'), jobs[1]]).objects.flatMap(({ findings }) => findings);
  expect(found.map(({ ruleId }) => ruleId)).toContain('network-policy-wider');
});

test.each([
  ['readOnlyRootFilesystem', { readOnlyRootFilesystem: true }],
  ['allowPrivilegeEscalation', { allowPrivilegeEscalation: false }],
  ['capabilities.drop', { capabilities: { drop: ['ALL'] } }],
  ['runAsNonRoot', { runAsNonRoot: true }],
])('a whole security context taken away, with %s in it', (field, guards) => {
  const [object] = review([context(guards)], [context(undefined)]).objects;
  expect(object?.findings[0]).toMatchObject({
    ruleId: 'pod-less-guarded',
    path: `spec.template.spec.containers[a].securityContext.${field}`,
  });
  expect(review([context(undefined)], [context(guards)]).objects[0]?.verdict).toBe('restart');
});

describe('a field of a StatefulSet that cannot change', () => {
  const found = (spec: object) => {
    const [object] = review([statefulSet()], [change(statefulSet(), { spec })]).objects;
    return object?.findings.filter(({ ruleId }) => ruleId === 'statefulset-immutable') ?? [];
  };

  test('names the one command, and no restart of its own', () => {
    const [finding] = found({ podManagementPolicy: 'Parallel' });
    expect(finding).toMatchObject({ verdict: 'rejected', path: 'spec.podManagementPolicy', old: 'OrderedReady', new: 'Parallel' });
    expect(finding?.steps).toMatch(/^Run kubectl (-n \S+ )?delete statefulset \S+ --cascade=orphan, then apply, or sync with Argo CD: /);
    expect(review([statefulSet()], [change(statefulSet(), { spec: { podManagementPolicy: 'Parallel' } })]).summary.restarts).toEqual([]);
  });

  test('a selector leaves its pods behind, so they cannot be taken over', () => {
    const labels = { app: 'b' };
    const [finding] = found({ selector: { matchLabels: labels }, template: { metadata: { labels } } });
    expect(finding?.steps).toBe('Give it a new name, or delete it and apply again: what it does stops in between.');
  });
});
