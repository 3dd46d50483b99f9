import { labelsOf, longRunning, podPath } from '../../manifests/kinds';
import type { Manifest } from '../../manifests/manifest';
import { at, equal, list, type Tree, text, tree, trees } from '../../manifests/tree';
import { type Change, changesBetween } from '../changes';
import { added, any, changed, type Match, ofKinds, type Pair, type Rule, removed } from '../rule';

const roles = ['Role', 'ClusterRole'];
const bindings = ['RoleBinding', 'ClusterRoleBinding'];

interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** Empty: all of them. */
  readonly name: string;
}

const rights = (role: Manifest | undefined): Right[] =>
  trees(role?.['rules']).flatMap((rule) => {
    const names = list(rule['resourceNames']).map(String);
    const groups = list(rule['apiGroups']).map(String);
    const resources = [...list(rule['resources']), ...list(rule['nonResourceURLs'])].map(String);
    return (groups.length === 0 ? [''] : groups).flatMap((group) =>
      resources.flatMap((resource) =>
        list(rule['verbs']).flatMap((verb) =>
          (names.length === 0 ? [''] : names).map((name) => ({ group, resource, verb: String(verb), name })),
        ),
      ),
    );
  });

const covers = (has: Right, wanted: Right): boolean =>
  (['group', 'resource', 'verb'] as const).every((part) => has[part] === '*' || has[part] === wanted[part]) &&
  (has.name === '' || has.name === wanted.name);

const say = ({ resource, verb, name }: Right): string => `${verb} ${resource}${name === '' ? '' : `/${name}`}`;

const rightsDifference = ({ kind, old, new: now }: Pair, from: 'old' | 'new'): Match[] => {
  if (!roles.includes(kind) || old === undefined || now === undefined) return [];
  const [has, other] = from === 'new' ? [rights(now), rights(old)] : [rights(old), rights(now)];
  const found = has.filter((right) => !other.some((known) => covers(known, right))).map(say);
  return found.length === 0 ? [] : [{ path: 'rules', [from]: found }];
};

const subjects = (binding: Manifest | undefined): string[] =>
  trees(binding?.['subjects']).map(({ kind, namespace, name }) => [kind, namespace, name].filter(Boolean).join('/'));

const subjectDifference = ({ kind, old, new: now }: Pair, from: 'old' | 'new'): Match[] => {
  if (!bindings.includes(kind) || old === undefined || now === undefined) return [];
  const [has, other] = from === 'new' ? [subjects(now), subjects(old)] : [subjects(old), subjects(now)];
  const found = has.filter((subject) => !other.includes(subject));
  return found.length === 0 ? [] : [{ path: 'subjects', [from]: found }];
};

interface Power {
  readonly path: string;
  readonly value: unknown;
}

/** What a pod may do beyond an ordinary one on its node. */
const powers = (spec: Tree, prefix: string): Power[] => {
  const found: Power[] = [];
  const add = (path: string, value: unknown): void => {
    found.push({ path: `${prefix}.${path}`, value });
  };
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) if (spec[field] === true) add(field, true);
  for (const volume of trees(spec['volumes']))
    if (volume['hostPath'] !== undefined) add(`volumes[${volume['name']}].hostPath`, at(volume, 'hostPath', 'path'));
  if (at(spec, 'securityContext', 'runAsNonRoot') !== true || at(spec, 'securityContext', 'runAsUser') === 0) {
    if (at(spec, 'securityContext', 'runAsUser') === 0) add('securityContext.runAsUser', 0);
  }
  for (const lists of ['initContainers', 'containers'])
    for (const container of trees(spec[lists])) {
      const at_ = `${lists}[${container['name']}]`;
      const context = tree(container['securityContext']);
      if (context['privileged'] === true) add(`${at_}.securityContext.privileged`, true);
      if (context['runAsUser'] === 0) add(`${at_}.securityContext.runAsUser`, 0);
      if (context['allowPrivilegeEscalation'] === true) add(`${at_}.securityContext.allowPrivilegeEscalation`, true);
      for (const capability of list(at(context, 'capabilities', 'add'))) add(`${at_}.securityContext.capabilities.add`, capability);
      for (const port of trees(container['ports']))
        if (spec['hostNetwork'] !== true && port['hostPort'] !== undefined) add(`${at_}.ports`, `host port ${port['hostPort']}`);
    }
  return found;
};

const specOf = (manifest: Manifest | undefined, kind: string): Tree => tree(at(manifest, ...(podPath(kind) ?? [])));

// What held the processes of a pod back; taking it away gives them more.
const guards =
  /securityContext\.(runAsNonRoot|seccompProfile|appArmorProfile|capabilities\.drop|readOnlyRootFilesystem|allowPrivilegeEscalation)/;

/** Changes of single fields, also where a whole security context comes or goes. */
const contextFields = (changes: readonly Change[]): readonly Change[] =>
  changes.flatMap((change) =>
    /(securityContext|capabilities)$/.test(change.path)
      ? contextFields(
          changesBetween(tree(change.old), tree(change.new)).map((field) => ({ ...field, path: `${change.path}.${field.path}` })),
        )
      : [change],
  );

const levels = ['restricted', 'baseline', 'privileged'];
const enforce = 'pod-security.kubernetes.io/enforce';
const podSecurity = ({ kind, old, new: now }: Pair, direction: 1 | -1): Match[] => {
  if (kind !== 'Namespace' || old === undefined || now === undefined) return [];
  const [was, is] = [text(labelsOf(old)[enforce]) ?? 'privileged', text(labelsOf(now)[enforce]) ?? 'privileged'];
  return Math.sign(levels.indexOf(is) - levels.indexOf(was)) === direction
    ? [{ path: `metadata.labels[${enforce}]`, old: was, new: is }]
    : [];
};

const podKinds = [...longRunning, 'Job', 'CronJob', 'Pod'];

/** What pods and accounts may do. */
export const rightsRules: readonly Rule[] = [
  {
    id: 'role-wider',
    verdict: 'exposure',
    title: 'Role with more rights',
    reason: 'Whoever is bound to the role may do more.',
    steps: 'Name the resources, verbs and, where it can be, the objects that are needed.',
    find: ofKinds(roles, (pair) => rightsDifference(pair, 'new')),
  },
  {
    id: 'role-narrower',
    verdict: 'outage',
    title: 'Role with fewer rights',
    reason: 'What uses these rights is refused from then on.',
    steps: 'Make sure that the new version of what uses them does without.',
    find: ofKinds(
      [...roles, ...bindings],
      any(
        (pair) => rightsDifference(pair, 'old'),
        (pair) => subjectDifference(pair, 'old'),
      ),
    ),
  },
  {
    id: 'binding-wider',
    verdict: 'exposure',
    title: 'Rights for another account',
    reason: 'The accounts get the rights of the role.',
    steps: 'Check each account and each right of the role.',
    find: ofKinds(
      bindings,
      any(
        (pair) => subjectDifference(pair, 'new'),
        (pair) =>
          added(bindings)(pair).map((match) => ({
            ...match,
            path: 'subjects',
            new: [...subjects(pair.new), `as ${at(pair.new, 'roleRef', 'name')}`],
          })),
      ),
    ),
  },
  {
    id: 'binding-removed',
    verdict: 'outage',
    title: 'Role or binding removed',
    reason: 'The accounts that run on lose the rights once it is pruned.',
    steps: 'Make sure that nothing needs them any more.',
    find: removed([...roles, ...bindings], (manifest, { after, namespace }) => {
      const accounts = trees(manifest['subjects']);
      return accounts.length === 0
        ? bindings.length > 0 && usedRole(manifest, after.ofKind('RoleBinding', namespace))
        : accounts.some(({ name }) => after.find('', 'ServiceAccount', namespace, String(name)) !== undefined);
    }),
  },
  {
    id: 'pod-more-powerful',
    verdict: 'exposure',
    title: 'Pod with power over its node',
    reason: 'Its processes reach the node, or more of it than before.',
    steps: 'Leave it out, or give the pod nodes of its own.',
    find: ofKinds(podKinds, ({ kind, old, new: now }) => {
      if (now === undefined || !podKinds.includes(kind)) return [];
      const prefix = (podPath(kind) ?? []).join('.');
      const known = powers(specOf(old, kind), prefix);
      return powers(specOf(now, kind), prefix)
        .filter((power) => !known.some((other) => equal(other, power)))
        .map(({ path, value }) => ({ path, new: value }));
    }),
  },
  {
    id: 'pod-less-guarded',
    verdict: 'exposure',
    title: 'Pod with fewer guards',
    reason: 'A process that is taken over can do more.',
    steps: 'Keep the security context.',
    find: ofKinds(podKinds, (pair) =>
      contextFields(changed(podKinds, /securityContext/)(pair)).filter(({ path, old, new: now }) =>
        !guards.test(path)
          ? false
          : /allowPrivilegeEscalation$/.test(path)
            ? old === false && now !== false
            : /seccompProfile|appArmorProfile/.test(path)
              ? !equal(old, now) && old !== undefined && (now === undefined || now === 'Unconfined')
              : /drop$/.test(path)
                ? list(old).some((item) => !list(now).includes(item))
                : old === true && now !== true,
      ),
    ),
  },
  {
    id: 'token-mounted',
    verdict: 'exposure',
    title: 'Token of the Kubernetes API mounted',
    reason: 'Processes of the pod can call the API as its account.',
    steps: 'Set automountServiceAccountToken: false where the API is not used.',
    find: changed([...podKinds, 'ServiceAccount'], /automountServiceAccountToken$/, ({ old, new: now }) => old === false && now !== false),
  },
  {
    id: 'pod-security-stricter',
    verdict: 'outage',
    title: 'Stricter Pod Security Standard',
    reason: 'Running pods stay, but one that does not pass is not made again when it is replaced or its node is drained.',
    steps: 'Set the warn label first and mend what it names.',
    readsMetadata: true,
    find: ofKinds('Namespace', (pair) => podSecurity(pair, -1)),
  },
  {
    id: 'pod-security-weaker',
    verdict: 'exposure',
    title: 'Weaker Pod Security Standard',
    reason: 'Pods of the namespace may have more power over their node.',
    steps: 'Keep the standard, and move the pod that needs more to a namespace of its own.',
    readsMetadata: true,
    find: ofKinds('Namespace', (pair) => podSecurity(pair, 1)),
  },
];

function usedRole(role: Manifest, candidates: readonly Manifest[]): boolean {
  return candidates.some(
    (binding) => at(binding, 'roleRef', 'name') === role.metadata.name && at(binding, 'roleRef', 'kind') === role.kind,
  );
}
