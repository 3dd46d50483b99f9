import { longRunning, podPath } from '../../manifests/kinds';
import { isSecretName } from '../../manifests/secret-names';
import { at, equal, strings, text, tree, trees } from '../../manifests/tree';
import { any, changed, type Match, ofKinds, type Pair, type Rule, removed } from '../rule';
import type { Workload } from '../world';

const configKinds = ['ConfigMap', 'Secret'];
const data = /^(data|binaryData|stringData)([.[]|$)/;

const nameOf = ({ manifest }: Workload): string => `${manifest.kind}/${manifest.metadata.name}`;

/** Readers whose pods stay although what they read changed; Jobs and CronJobs read it at their next run. */
const stale = ({ kind, namespace, name, before, after, group }: Pair): string[] =>
  after
    .users(kind, namespace, name)
    .filter(({ manifest }) => longRunning.includes(manifest.kind))
    .filter(({ manifest }) => {
      const old =
        before.find('apps', manifest.kind, namespace, manifest.metadata.name) ??
        before.find(group, manifest.kind, namespace, manifest.metadata.name);
      return old !== undefined && equal(at(old, 'spec', 'template'), at(manifest, 'spec', 'template'));
    })
    .map(nameOf);

const some = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

const inUse = ({ kind, namespace, name, after }: Pair): Match[] => {
  const users = after.users(kind, namespace, name).map(nameOf);
  return users.length === 0
    ? []
    : [
        {
          path: '',
          reason: `${some(users)} ${users.length === 1 ? 'names' : 'name'} it: their next pod does not start once it is pruned.`,
        },
      ];
};

// Text that is a secret whatever the name of its field.
const material =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|\/\/[^/\s:@]+:[^/\s:@$]+@/;
const assignment =
  /^[ \t]*["']?[\w.-]*(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)["']?[ \t]*[:=][ \t]*["']?(?![ \t"'$]|\$\{|%\(|<|os\.|env|None|null|true|false|\d+["']?\s*$)[^\s"']{6,}/im;

/** Whether the value of a field or variable of that name is to be kept from people. */
export const looksSecret = (name: string, value: string): boolean =>
  material.test(value) ||
  (isSecretName(name)
    ? !/[\s/]/.test(value) && value.length >= 6 && !/^(true|false|\d+)$/.test(value)
    : value.includes('\n') && assignment.test(value) && !/^(#!|import |from )/m.test(value));

/** Name of the option of an argument such as `--password=abcdef` whose value is secret. */
export const secretOption = (argument: string): string | undefined => {
  const [, option, value = ''] = /^(--?[\w.-]+)=(.*)$/s.exec(argument) ?? [];
  return option !== undefined && !/^\$[({]/.test(value) && looksSecret(option.replace(/^-+/, ''), value) ? option : undefined;
};

// As the path of a change names it.
const fieldPath = (field: string, key: string): string => (/[.[\]]/.test(key) ? `${field}[${key}]` : `${field}.${key}`);

const fieldsOf = (manifest: { readonly kind: string; readonly [field: string]: unknown }): string[] => {
  if (manifest.kind === 'Secret')
    return ['data', 'stringData'].flatMap((field) =>
      Object.entries(tree(manifest[field]))
        .filter(([, value]) => value !== '' && value !== null)
        .map(([key]) => fieldPath(field, key)),
    );
  if (manifest.kind === 'ConfigMap')
    return Object.entries(tree(manifest['data'])).flatMap(([key, value]) =>
      typeof value === 'string' && looksSecret(key, value) ? [fieldPath('data', key)] : [],
    );
  return [];
};

const known = new WeakMap<object, string[]>();

/** Fields that hold secret material. */
export const secretFields = (manifest: { readonly kind: string; readonly [field: string]: unknown }): string[] => {
  const found = known.get(manifest) ?? fieldsOf(manifest);
  known.set(manifest, found);
  return found;
};

// Most arguments are plain words.
const holdsSecret = (argument: string): boolean =>
  argument.length > 8 && /[=@ ]/.test(argument) && (secretOption(argument) !== undefined || material.test(argument));

/** Variables and arguments of a pod whose name says that they are secret and whose value stands in the manifest. */
const secretsOfPod = (spec: unknown): string[] =>
  ['initContainers', 'containers'].flatMap((list) =>
    trees(at(spec, list)).flatMap((container) => [
      ...trees(container['env']).flatMap(({ name, value }) => {
        const found = text(value);
        return found !== undefined && looksSecret(String(name), found) ? [`${list}[${container['name']}].env[${name}].value`] : [];
      }),
      ...['command', 'args']
        .filter((field) => strings(container[field]).some(holdsSecret))
        .map((field) => `${list}[${container['name']}].${field}`),
    ]),
  );

const leaks = ({ kind, old, new: now, changes }: Pair): Match[] => {
  if (now === undefined) return [];
  const isNew = (path: string): boolean => old === undefined || changes.some((change) => path.startsWith(change.path));
  const path = podPath(kind);
  const holds = /[cC]ontainers(\[[^\]]*\]|\[[^\]]*\]\.(env|args|command).*)?$/;
  const variables =
    path === undefined || (old !== undefined && !changes.some((change) => holds.test(change.path))) ? [] : secretsOfPod(at(now, ...path));
  return [...secretFields(now), ...variables.map((variable) => [path, variable].flat().join('.'))]
    .filter(isNew)
    .map((found) => ({ path: found, new: '(secret)' }));
};

/** What becomes of configuration, and of secrets in it. */
export const configRules: readonly Rule[] = [
  {
    id: 'secret-in-plain-text',
    verdict: 'leak',
    title: 'Secret material in a manifest',
    reason: 'Whoever reads the repository, the pull request or this review’s input has it.',
    steps: 'Take it out of the history, make a new one, and let the manifest name a Secret that is made in the cluster or sealed.',
    find: leaks,
  },
  {
    id: 'config-not-picked-up',
    verdict: 'no-effect-yet',
    title: 'Configuration that running pods do not pick up',
    reason: 'Nothing restarts the pods that read it.',
    steps: 'Put a checksum of the content into an annotation of their template, or kubectl rollout restart.',
    find: ofKinds(configKinds, (pair) => {
      const readers = changed(configKinds, data)(pair).length === 0 ? [] : stale(pair);
      if (readers.length === 0) return [];
      const reason = `${some(readers)} ${readers.length === 1 ? 'reads' : 'read'} it and ${readers.length === 1 ? 'is' : 'are'} not restarted: running pods keep what they have read.`;
      return changed(configKinds, data)(pair).map((change) => ({ ...change, reason }));
    }),
  },
  {
    id: 'config-picked-up',
    verdict: 'safe',
    title: 'Configuration whose readers restart',
    reason: 'The pods that read it are replaced by the same change, or read it at their next run.',
    steps: '',
    find: ofKinds(configKinds, (pair) => {
      const { after, kind, namespace, name } = pair;
      const matches = changed(configKinds, data)(pair);
      return matches.length > 0 && after.users(kind, namespace, name).length > 0 && stale(pair).length === 0 ? matches : [];
    }),
  },
  {
    id: 'config-without-reader',
    verdict: 'safe',
    title: 'Configuration that no workload here names',
    reason: 'No workload of these manifests names it.',
    steps: 'If something else reads it, see what that does with a changed one.',
    find: ofKinds(configKinds, (pair) =>
      pair.after.users(pair.kind, pair.namespace, pair.name).length === 0 ? changed(configKinds, data)(pair) : [],
    ),
  },
  {
    id: 'needed-object-removed',
    verdict: 'outage',
    title: 'Removed, but still named by pods',
    reason: 'Pods name it: their next pod does not start once it is pruned.',
    steps: 'Keep it, or take the reference out first.',
    find: ofKinds([...configKinds, 'ServiceAccount'], (pair) =>
      removed([...configKinds, 'ServiceAccount'])(pair).length > 0 ? inUse(pair) : [],
    ),
  },
  {
    id: 'service-removed',
    verdict: 'outage',
    title: 'Service removed',
    reason: 'Its name no longer resolves once it is pruned.',
    steps: 'Make sure that nothing connects to it any more.',
    find: any(removed('Service')),
  },
];
