// Configuration, and secrets in it.
import { at, equal, hidden, longRunning, type Manifest, type Pods } from '../../manifests';
import { changesBetween } from '../changes';
import { knownSecrets, masked } from '../mask';
import { templateChanges } from '../rollout';
import { type Added, anyKind, type Changed, fields, type Match, onApplied, onChanged, onRemoved, type Removed, type Rule } from '../rule';
import { rejected, replace } from './rejected';

const configKinds = ['ConfigMap', 'Secret'];
/** Changed content of a ConfigMap or Secret. */
const content = fields(/^(data|binaryData|stringData)([.[]|$)/);

const nameOf = ({ manifest }: Pods): string => `${manifest.kind}/${manifest.metadata.name}`;

/** Readers whose pods stay although what they read changed; Jobs and CronJobs read it at their next run. */
const stale = ({ kind, namespace, name, before, after, group }: Changed): string[] =>
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

const inUse = ({ kind, namespace, name, after }: Removed): Match[] => {
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

const leaks = (now: Manifest, { old, changes, before, after }: Added | Changed): Match[] => {
  const isNew = (path: string): boolean => old === undefined || changes.some((change) => path.startsWith(change.path));
  // What stayed was there before.
  const touched = new Set(changes.map(({ path }) => /^[^.[]*/.exec(path)?.[0] ?? ''));
  const part =
    old === undefined
      ? now
      : (Object.fromEntries(Object.entries(now).filter(([key]) => touched.has(key) || ['apiVersion', 'kind'].includes(key))) as Manifest);
  const shown = masked(part, knownSecrets(before, after));
  if (shown === part) return [];
  return changesBetween(part, shown).flatMap(({ path, old: value }) =>
    isNew(path) && value !== '' && value !== null ? [{ path, new: hidden }] : [],
  );
};

// Variables that are taken from a Secret, and names of those that data was encrypted with.
const reference = /\.env\[[^\]]+\]\.valueFrom\.secretKeyRef/;
const encrypting = /SECRET_KEY|ENCRYPTION_KEY|FERNET/;

/** What becomes of configuration, and of secrets in it. */
export const configRules: readonly Rule[] = [
  {
    id: 'secret-in-plain-text',
    verdict: 'leak',
    title: 'Secret material in a manifest',
    reason: 'Whoever reads the repository, the pull request or this review’s input has it.',
    steps: 'Take it out of the history, make a new one, and let the manifest name a Secret that is made in the cluster or sealed.',
    find: onApplied(anyKind, leaks),
  },
  {
    id: 'config-not-picked-up',
    verdict: 'no-effect-yet',
    title: 'Configuration that running pods do not pick up',
    reason: 'Nothing restarts the pods that read it.',
    steps: 'Put a checksum of the content into an annotation of their template, or kubectl rollout restart.',
    find: onChanged(configKinds, (pair) => {
      const changes = content(pair);
      const readers = changes.length === 0 ? [] : stale(pair);
      if (readers.length === 0) return [];
      const reason = `${some(readers)} ${readers.length === 1 ? 'reads' : 'read'} it and ${readers.length === 1 ? 'is' : 'are'} not restarted: running pods keep what they have read.`;
      return changes.map((change) => ({ ...change, reason }));
    }),
  },
  {
    id: 'config-picked-up',
    verdict: 'safe',
    title: 'Configuration whose readers restart',
    reason: 'The pods that read it are replaced by the same change, or read it at their next run.',
    steps: '',
    find: onChanged(configKinds, (pair) => {
      const { after, kind, namespace, name } = pair;
      const matches = content(pair);
      return matches.length > 0 && after.users(kind, namespace, name).length > 0 && stale(pair).length === 0 ? matches : [];
    }),
  },
  {
    id: 'config-without-reader',
    verdict: 'safe',
    title: 'Configuration that no workload here names',
    reason: 'No workload of these manifests names it.',
    steps: 'If something else reads it, see what that does with a changed one.',
    find: onChanged(configKinds, (pair) => (pair.after.users(pair.kind, pair.namespace, pair.name).length === 0 ? content(pair) : [])),
  },
  {
    id: 'needed-object-removed',
    verdict: 'outage',
    title: 'Removed, but still named by pods',
    reason: 'Pods name it: their next pod does not start once it is pruned.',
    steps: 'Keep it, or take the reference out first.',
    find: onRemoved([...configKinds, 'ServiceAccount'], (_old, pair) => inUse(pair)),
  },
  rejected(
    'immutable-data',
    'Content of an immutable ConfigMap or Secret',
    'It is marked immutable.',
    'Give it a new name and let its readers name that.',
    onChanged(
      configKinds,
      fields(/^(data|binaryData|immutable)([.[]|$)/, (_change, { old }) => old['immutable'] === true),
    ),
  ),
  rejected('secret-type', 'Type of a Secret', 'The type of a Secret cannot change.', replace, onChanged('Secret', fields(/^type$/))),
  {
    id: 'secret-key-reference',
    verdict: 'data-loss',
    title: 'Key that sessions and encrypted fields depend on',
    reason: 'Another key ends all sessions, and what was encrypted with the old one cannot be read.',
    steps: 'Put the old value under the new name before you apply.',
    find: onChanged(longRunning, (pair) =>
      templateChanges(pair).filter(({ path, old }) => reference.test(path) && encrypting.test(path) && old !== undefined),
    ),
  },
  {
    id: 'secret-reference',
    verdict: 'outage',
    title: 'Secret that a variable is taken from',
    reason: 'Pods wait until that Secret and key exist; a store that was initialised with the old password refuses another.',
    steps: 'Make the Secret first, with the old value or one that the other side knows.',
    find: onChanged(longRunning, (pair) =>
      templateChanges(pair).filter(
        ({ path, old, new: now }) => reference.test(path) && !encrypting.test(path) && old !== undefined && now !== undefined,
      ),
    ),
  },
];
