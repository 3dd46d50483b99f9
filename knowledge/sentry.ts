import {
  type Change,
  changed,
  compareVersions,
  type Match,
  ofKinds,
  type Pair,
  type Rule,
  replicasOf,
  storeOf,
  templateChanges,
} from 'manifest-review';
import {
  at,
  imageName,
  isTree,
  longRunning,
  type Manifest,
  parseImage,
  podPath,
  strings,
  type Tree,
  text,
  tree,
  trees,
} from 'manifest-review/manifests';
import hardStops from '../releases/hard-stops.json';
import { optionValues } from '../topology/kafka';
import type { Role } from '../topology/role';
import { roles } from '../topology/roles';

const containersPath = (kind: string): readonly string[] => [...(podPath(kind) ?? ['spec', 'template', 'spec']), 'containers'];

const containers = (manifest: Manifest | undefined): readonly Tree[] => trees(at(manifest, ...containersPath(manifest?.kind ?? '')));

const argv = (container: Tree | undefined): readonly string[] => [...strings(container?.['command']), ...strings(container?.['args'])];

/** Containers of the same name on both sides. */
const both = ({ old, new: now }: Pair): { name: string; old: Tree; new: Tree }[] => {
  const before = containers(old);
  return containers(now).flatMap((container) => {
    const found = before.find(({ name }) => name === container['name']);
    return found === undefined ? [] : [{ name: String(container['name']), old: found, new: container }];
  });
};

const option = (container: Tree, name: string): string | undefined => optionValues(argv(container), name)[0];

const optionChanges = (pair: Pair, name: string, when: (change: Change) => boolean): Match[] =>
  both(pair).flatMap((container) => {
    const change = {
      path: `${containersPath(pair.kind).join('.')}[${container.name}].args`,
      old: option(container.old, name),
      new: option(container.new, name),
    };
    return change.old !== change.new && when(change) ? [change] : [];
  });

const less = ({ old, new: now }: Change): boolean => old !== undefined && now !== undefined && Number(now) < Number(old);

const retention = /RETENTION(_EVENT)?_(DAYS|HOURS|MS)$/;

const roleOfContainer = (container: Tree): Role | undefined => {
  const image = text(container['image']);
  return image === undefined
    ? undefined
    : roles.find((role) => role.matches?.({ image: imageName(image), argv: strings(container['args'] ?? container['command']) }) === true);
};

/** Whether the object is of Sentry: ours, or another project's that runs Sentry's images. */
const isSentry = (manifest: Manifest | undefined): boolean =>
  tree(manifest?.metadata['labels'])['app.kubernetes.io/part-of'] === 'sentry' ||
  containers(manifest).some(({ image }) => /getsentry\//.test(String(image)));

const isWeb = (manifest: Manifest | undefined): boolean =>
  manifest !== undefined &&
  containers(manifest).some(
    (container) => imageName(String(container['image'])) === 'sentry' && strings(container['args']).includes('web'),
  );

const version = (manifest: Manifest | undefined): readonly number[] | undefined => {
  const image = containers(manifest).find(({ image }) => imageName(String(image)) === 'sentry')?.['image'];
  const [, found] = /^(\d+\.\d+\.\d+)/.exec(parseImage(String(image ?? '')).tag ?? '') ?? [];
  return found?.split('.').map(Number);
};

const releases = ({ kind, old, new: now }: Pair): { old: readonly number[]; new: readonly number[]; path: string } | undefined => {
  if (kind !== 'Deployment' || !isWeb(now) || !isWeb(old)) return undefined;
  const [was, is] = [version(old), version(now)];
  const name = containers(now)[0]?.['name'];
  return was === undefined || is === undefined
    ? undefined
    : { old: was, new: is, path: `${containersPath(kind).join('.')}[${name}].image` };
};

const isStore = (manifest: Manifest): boolean =>
  containers(manifest).some(({ image }) => storeOf(image) !== undefined) &&
  (trees(at(manifest, 'spec', 'volumeClaimTemplates')).length > 0 ||
    trees(at(manifest, 'spec', 'template', 'spec', 'volumes')).some((volume) => isTree(volume['persistentVolumeClaim'])));

/** What Sentry needs beside Kubernetes' own rules. */
export const sentryRules: readonly Rule[] = [
  {
    id: 'consumer-group-renamed',
    verdict: 'data-loss',
    title: 'Consumer group renamed',
    reason:
      'Kafka keeps offsets by group: the new group starts at the oldest or the newest message, so events are processed twice or never.',
    steps: 'Keep the group, or stop the consumer and copy its offsets with kafka-consumer-groups --reset-offsets.',
    find: ofKinds(longRunning, (pair) =>
      optionChanges(pair, '--consumer-group', ({ old, new: now }) => old !== undefined && now !== undefined),
    ),
  },
  {
    id: 'hard-stop-skipped',
    verdict: 'data-loss',
    title: 'Release that skips a hard stop',
    reason: 'Migrations of the skipped release never run: the databases are left half-way.',
    steps: '',
    find: ofKinds('Deployment', (pair) => {
      const release = releases(pair);
      if (release === undefined) return [];
      const skipped = hardStops.releases.filter((stop) => {
        const parts = stop.split('.').map(Number);
        return compareVersions(release.old, parts) < 0 && compareVersions(parts, release.new) < 0;
      });
      const [old, now] = [release.old.join('.'), release.new.join('.')];
      return skipped.length === 0
        ? []
        : [{ path: release.path, old, new: now, steps: `Upgrade to ${skipped.join(', then to ')}, then to ${now}; let each finish.` }];
    }),
  },
  {
    id: 'release-downgrade',
    verdict: 'data-loss',
    title: 'Older release',
    reason: 'Migrations do not go back: the older release does not know the tables of the newer one.',
    steps: 'Restore the backup from before the upgrade, or stay.',
    find: ofKinds('Deployment', (pair) => {
      const release = releases(pair);
      return release === undefined || compareVersions(release.new, release.old) >= 0
        ? []
        : [{ path: release.path, old: release.old.join('.'), new: release.new.join('.') }];
    }),
  },
  {
    id: 'retention-shortened',
    verdict: 'data-loss',
    title: 'Shorter retention',
    reason: 'Rows older than that are deleted by the next cleanup.',
    steps: 'Export what you still need first.',
    find: ofKinds(['ConfigMap', 'CronJob', ...longRunning], (pair) =>
      [
        ...changed('ConfigMap', /^data\./, (change) => retention.test(change.path) && less(change))(pair),
        ...templateChanges(pair).filter((change) => retention.test(change.path.replace(/\]\.value$/, '')) && less(change)),
        ...(pair.kind === 'CronJob' || pair.kind === 'Deployment' ? optionChanges(pair, '--days', less) : []),
      ].map((match) =>
        match.path.includes('KAFKA')
          ? { ...match, reason: 'Messages older than that are deleted, read or not, where the topic has no retention of its own.' }
          : match,
      ),
    ),
  },
  {
    id: 'secret-key-reference',
    verdict: 'data-loss',
    title: 'Key that sessions and encrypted fields depend on',
    reason: 'Another key ends all sessions, and what was encrypted with the old one cannot be read.',
    steps: 'Put the old value under the new name before you apply.',
    find: ofKinds(longRunning, (pair) =>
      templateChanges(pair).filter(
        ({ path, old }) =>
          /\.env\[[^\]]*(SECRET_KEY|ENCRYPTION_KEY|FERNET)[^\]]*\]\.valueFrom\.secretKeyRef/.test(path) && old !== undefined,
      ),
    ),
  },
  {
    id: 'secret-reference',
    verdict: 'outage',
    title: 'Secret that a variable is taken from',
    reason: 'Pods wait until that Secret and key exist; a store that was initialised with the old password refuses another.',
    steps: 'Make the Secret first, with the old value or one that the other side knows.',
    find: ofKinds(longRunning, (pair) =>
      templateChanges(pair).filter(
        ({ path, old, new: now }) =>
          /\.env\[[^\]]+\]\.valueFrom\.secretKeyRef/.test(path) &&
          !/SECRET_KEY|ENCRYPTION_KEY|FERNET/.test(path) &&
          old !== undefined &&
          now !== undefined,
      ),
    ),
  },
  {
    id: 'singleton-scaled',
    verdict: 'data-loss',
    title: 'More than one of what must be alone',
    reason: 'Two of them do the same work twice, or out of order.',
    steps: 'Keep one replica.',
    find: ofKinds(longRunning, (pair) => {
      if (!longRunning.includes(pair.kind) || pair.old === undefined || pair.new === undefined || !isSentry(pair.new)) return [];
      const [was, is] = [replicasOf(pair, 'old'), replicasOf(pair, 'new')];
      if (is <= Math.max(1, was)) return [];
      const role = containers(pair.new)
        .map(roleOfContainer)
        .find((found) => typeof found?.scales === 'object');
      return role === undefined || typeof role.scales !== 'object'
        ? []
        : [{ path: 'spec.replicas', old: was, new: is, reason: `One must be alone: ${role.scales.alone}.` }];
    }),
  },
  {
    id: 'store-replaced',
    verdict: 'data-loss',
    title: 'Store removed or replaced by another',
    reason: 'Nothing moves its data: what takes its place starts empty.',
    steps: 'Stop what writes to it, copy the data to the new store, then let Sentry connect there.',
    find: ofKinds(['StatefulSet', 'Deployment'], (pair) =>
      pair.old !== undefined &&
      pair.new === undefined &&
      ['StatefulSet', 'Deployment'].includes(pair.kind) &&
      isStore(pair.old) &&
      pair.after.objects.length > 0
        ? [
            {
              path: '',
              old: containers(pair.old)
                .map(({ image }) => String(image))
                .find((image) => storeOf(image) !== undefined),
            },
          ]
        : [],
    ),
  },
];
