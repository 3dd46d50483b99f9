// What pods and accounts may do.
import { at, equal, labelsOf, list, type Manifest, podKinds, podPath, podSpecOf, type Tree, text, tree, trees } from '../../manifests';
import { type Change, changesBetween } from '../changes';
import { type Changed, fields, type Match, onAdded, onApplied, onChanged, onRemoved, type Removed, type Rule, wholeIf } from '../rule';
import { rejected } from './rejected';

const roles = ['Role', 'ClusterRole'];
const bindings = ['RoleBinding', 'ClusterRoleBinding'];

interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** Empty: all of them. */
  readonly name: string;
}

const rights = (role: Manifest): Right[] =>
  trees(role['rules']).flatMap((rule) => {
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

const rightsDifference = ({ old, new: now }: Changed, from: 'old' | 'new'): Match[] => {
  const [has, other] = from === 'new' ? [rights(now), rights(old)] : [rights(old), rights(now)];
  const found = has.filter((right) => !other.some((known) => covers(known, right))).map(say);
  return found.length === 0 ? [] : [{ path: 'rules', [from]: found }];
};

const subjects = (binding: Manifest): string[] =>
  trees(binding['subjects']).map(({ kind, namespace, name }) => [kind, namespace, name].filter(Boolean).join('/'));

const subjectDifference = ({ old, new: now }: Changed, from: 'old' | 'new'): Match[] => {
  const [has, other] = from === 'new' ? [subjects(now), subjects(old)] : [subjects(old), subjects(now)];
  const found = has.filter((subject) => !other.includes(subject));
  return found.length === 0 ? [] : [{ path: 'subjects', [from]: found }];
};

/** Whether a binding that stays names the role. */
const isBound = (role: Manifest, { after, namespace }: Removed): boolean =>
  // A RoleBinding of any namespace may name a ClusterRole.
  (role.kind === 'ClusterRole' ? bindings.flatMap((kind) => after.ofKind(kind)) : after.ofKind('RoleBinding', namespace)).some(
    (binding) => at(binding, 'roleRef', 'kind') === role.kind && at(binding, 'roleRef', 'name') === role.metadata.name,
  );

/** Whether an account that a binding names stays. */
const accountStays = (binding: Manifest, { after, namespace }: Removed): boolean =>
  trees(binding['subjects']).some((subject) =>
    // Where manifests leave their namespace out, the account has none here.
    [text(subject['namespace']) ?? namespace, namespace, ''].some(
      (place) => after.find('', 'ServiceAccount', place, String(subject['name'])) !== undefined,
    ),
  );

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
  if (at(spec, 'securityContext', 'runAsUser') === 0) add('securityContext.runAsUser', 0);
  for (const lists of ['initContainers', 'containers'])
    for (const container of trees(spec[lists])) {
      const place = `${lists}[${container['name']}]`;
      const context = tree(container['securityContext']);
      if (context['privileged'] === true) add(`${place}.securityContext.privileged`, true);
      if (context['runAsUser'] === 0) add(`${place}.securityContext.runAsUser`, 0);
      if (context['allowPrivilegeEscalation'] === true) add(`${place}.securityContext.allowPrivilegeEscalation`, true);
      for (const capability of list(at(context, 'capabilities', 'add'))) add(`${place}.securityContext.capabilities.add`, capability);
      for (const port of trees(container['ports']))
        if (spec['hostNetwork'] !== true && port['hostPort'] !== undefined) add(`${place}.ports`, `host port ${port['hostPort']}`);
    }
  return found;
};

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
const podSecurity = ({ old, new: now }: Changed, direction: 1 | -1): Match[] => {
  const [was, is] = [text(labelsOf(old)[enforce]) ?? 'privileged', text(labelsOf(now)[enforce]) ?? 'privileged'];
  return Math.sign(levels.indexOf(is) - levels.indexOf(was)) === direction
    ? [{ path: `metadata.labels[${enforce}]`, old: was, new: is }]
    : [];
};

/** What pods and accounts may do. */
export const rightsRules: readonly Rule[] = [
  {
    id: 'role-wider',
    verdict: 'exposure',
    title: 'Role with more rights',
    reason: 'Whoever is bound to the role may do more.',
    steps: 'Name the resources, verbs and, where it can be, the objects that are needed.',
    find: onChanged(roles, (pair) => rightsDifference(pair, 'new')),
  },
  {
    id: 'role-narrower',
    verdict: 'outage',
    title: 'Role with fewer rights',
    reason: 'What uses these rights is refused from then on.',
    steps: 'Make sure that the new version of what uses them does without.',
    find: [onChanged(roles, (pair) => rightsDifference(pair, 'old')), onChanged(bindings, (pair) => subjectDifference(pair, 'old'))],
  },
  {
    id: 'binding-wider',
    verdict: 'exposure',
    title: 'Rights for another account',
    reason: 'The accounts get the rights of the role.',
    steps: 'Check each account and each right of the role.',
    find: [
      onChanged(bindings, (pair) => subjectDifference(pair, 'new')),
      onAdded(bindings, (now) => [{ path: 'subjects', new: [...subjects(now), `as ${at(now, 'roleRef', 'name')}`] }]),
    ],
  },
  {
    id: 'binding-removed',
    verdict: 'outage',
    title: 'Role or binding removed',
    reason: 'The accounts that run on lose the rights once it is pruned.',
    steps: 'Make sure that nothing needs them any more.',
    find: [
      onRemoved(roles, (old, pair) => wholeIf(isBound(old, pair))),
      onRemoved(bindings, (old, pair) => wholeIf(accountStays(old, pair))),
    ],
  },
  {
    id: 'pod-more-powerful',
    verdict: 'exposure',
    title: 'Pod with power over its node',
    reason: 'Its processes reach the node, or more of it than before.',
    steps: 'Leave it out, or give the pod nodes of its own.',
    find: onApplied(podKinds, (now, { kind, old }) => {
      const prefix = (podPath(kind) ?? []).join('.');
      const known = powers(podSpecOf(old), prefix);
      return powers(podSpecOf(now), prefix)
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
    find: onChanged(podKinds, (pair) =>
      contextFields(fields(/securityContext/)(pair)).filter(({ path, old, new: now }) =>
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
    find: onChanged(
      [...podKinds, 'ServiceAccount'],
      fields(/automountServiceAccountToken$/, ({ old, new: now }) => old === false && now !== false),
    ),
  },
  {
    id: 'pod-security-stricter',
    verdict: 'outage',
    title: 'Stricter Pod Security Standard',
    reason: 'Running pods stay, but one that does not pass is not made again when it is replaced or its node is drained.',
    steps: 'Set the warn label first and mend what it names.',
    readsMetadata: true,
    find: onChanged('Namespace', (pair) => podSecurity(pair, -1)),
  },
  {
    id: 'pod-security-weaker',
    verdict: 'exposure',
    title: 'Weaker Pod Security Standard',
    reason: 'Pods of the namespace may have more power over their node.',
    steps: 'Keep the standard, and move the pod that needs more to a namespace of its own.',
    readsMetadata: true,
    find: onChanged('Namespace', (pair) => podSecurity(pair, 1)),
  },
  rejected(
    'role-ref',
    'Role of a binding',
    'The roleRef of a binding cannot change.',
    'Make a binding of a new name and remove the old one.',
    onChanged(bindings, fields(/^roleRef/)),
  ),
];
