// What Sentry needs beside Kubernetes' own rules.
import {
  argvOf,
  type Change,
  type Changed,
  compareVersions,
  fields,
  type Match,
  onChanged,
  optionValue,
  type Rule,
  replicasOf,
  templateChanges,
} from 'manifest-review';
import {
  containersOf,
  imageName,
  labelsOf,
  longRunning,
  type Manifest,
  parseImage,
  podPath,
  strings,
  type Tree,
  text,
} from 'manifest-review/manifests';
import hardStops from '../releases/hard-stops.json';
import type { Role } from '../topology/role';
import { roles } from '../topology/roles';

const containersPath = (kind: string): string => [...(podPath(kind) ?? []), 'containers'].join('.');

const lessDays = ({ old, new: now }: Change): boolean => old !== undefined && now !== undefined && Number(now) < Number(old);

/** Containers of both sides that are given fewer days. */
const fewerDays = ({ kind, old, new: now }: Changed): Match[] => {
  const before = new Map(containersOf(old).map((container) => [container['name'], container]));
  return containersOf(now).flatMap((container) => {
    const was = before.get(container['name']);
    const change = {
      path: `${containersPath(kind)}[${container['name']}].args`,
      old: was === undefined ? undefined : optionValue(argvOf(was), '--days'),
      new: optionValue(argvOf(container), '--days'),
    };
    return lessDays(change) ? [change] : [];
  });
};

const retention = /RETENTION(_EVENT)?_(DAYS|HOURS|MS)$/;

const roleOfContainer = (container: Tree): Role | undefined => {
  const image = text(container['image']);
  return image === undefined
    ? undefined
    : roles.find(
        (role) => role.matches?.({ image: imageName(image), argv: [...strings(container['args'] ?? container['command'])] }) === true,
      );
};

/** Whether the object is of Sentry: ours, or another project's that runs Sentry's images. */
const isSentry = (manifest: Manifest): boolean =>
  labelsOf(manifest)['app.kubernetes.io/part-of'] === 'sentry' ||
  containersOf(manifest).some(({ image }) => /getsentry\//.test(String(image)));

const isWeb = (manifest: Manifest): boolean =>
  containersOf(manifest).some(
    (container) => imageName(String(container['image'])) === 'sentry' && strings(container['args']).includes('web'),
  );

const version = (manifest: Manifest): readonly number[] | undefined => {
  const image = containersOf(manifest).find((container) => imageName(String(container['image'])) === 'sentry')?.['image'];
  const [, found] = /^(\d+\.\d+\.\d+)/.exec(parseImage(String(image ?? '')).tag ?? '') ?? [];
  return found?.split('.').map(Number);
};

/** Releases of web on both sides. */
const releases = ({ kind, old, new: now }: Changed): { old: readonly number[]; new: readonly number[]; path: string } | undefined => {
  if (!isWeb(now) || !isWeb(old)) return undefined;
  const [was, is] = [version(old), version(now)];
  const name = containersOf(now)[0]?.['name'];
  return was === undefined || is === undefined ? undefined : { old: was, new: is, path: `${containersPath(kind)}[${name}].image` };
};

/** Kafka's own retention deletes messages, not rows. */
const ofKafka = (match: Match): Match =>
  match.path.includes('KAFKA')
    ? { ...match, reason: 'Messages older than that are deleted, read or not, where the topic has no retention of its own.' }
    : match;

/** Releases, retention and what must be alone. */
export const sentryRules: readonly Rule[] = [
  {
    id: 'hard-stop-skipped',
    verdict: 'data-loss',
    title: 'Release that skips a hard stop',
    reason: 'Migrations of the skipped release never run: the databases are left half-way.',
    steps: '',
    find: onChanged('Deployment', (pair) => {
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
    find: onChanged('Deployment', (pair) => {
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
    find: [
      onChanged('ConfigMap', (pair) => fields(/^data\./, (change) => retention.test(change.path) && lessDays(change))(pair).map(ofKafka)),
      onChanged(longRunning, (pair) =>
        templateChanges(pair)
          .filter((change) => retention.test(change.path.replace(/\]\.value$/, '')) && lessDays(change))
          .map(ofKafka),
      ),
      onChanged(['CronJob', 'Deployment'], fewerDays),
    ],
  },
  {
    id: 'singleton-scaled',
    verdict: 'data-loss',
    title: 'More than one of what must be alone',
    reason: 'Two of them do the same work twice, or out of order.',
    steps: 'Keep one replica.',
    find: onChanged(longRunning, (pair) => {
      const [was, is] = [replicasOf(pair, 'old'), replicasOf(pair, 'new')];
      if (!isSentry(pair.new) || is <= Math.max(1, was)) return [];
      const role = containersOf(pair.new)
        .map(roleOfContainer)
        .find((found) => typeof found?.scales === 'object');
      return role === undefined || typeof role.scales !== 'object'
        ? []
        : [{ path: 'spec.replicas', old: was, new: is, reason: `One must be alone: ${role.scales.alone}.` }];
    }),
  },
];
