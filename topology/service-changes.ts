// What is otherwise in a service of one release than of another, and what that means here.
import { parseImage } from 'manifest-review/manifests';
import type { Release, Service } from '../releases/release';
import { consumption } from './kafka';
import { knownThings } from './known';
import { more, namesOf, type ReleaseChange, same, shown } from './release-change';
import { majorOf } from './release-problems';
import { type NotRun, type Role, storeSubsystems } from './role';
import { roleOf } from './service';

const kindOf = (role: Role | NotRun): string => {
  if ('notRun' in role) return `not run here: ${role.notRun}`;
  if (typeof role.runs === 'object') return `in the pod of ${role.runs.sidecarOf}`;
  return { deployment: 'a Deployment', statefulset: 'a StatefulSet', job: 'a Job', cronjob: 'a CronJob' }[role.runs];
};

const why = (role: Role | NotRun, what: string, value: unknown): string | undefined =>
  'notRun' in role
    ? `not run here: ${role.notRun}`
    : knownThings.find((known) => known.what === what && known.roles?.includes(role.name) === true && same(known.value, value))?.why;

/** A service that both releases have. */
export interface Kept {
  readonly name: string;
  readonly role: Role | NotRun;
  readonly old: Service;
  readonly now: Service;
}

/** A service that only one of the two has. */
export const serviceChange = ([name, service]: readonly [string, Service], topics: readonly string[], isNew: boolean): ReleaseChange => {
  const role = roleOf(name, service);
  const { topic, group } = consumption(service, topics) ?? {};
  const reads = topic === undefined ? '' : `, reads ${topic}${group === undefined ? '' : ` as ${group}`}`;
  const what = `${isNew ? 'new' : 'gone'}, of role ${role.name}${reads}`;
  if ('notRun' in role) return { section: 'Services', where: name, what, meaning: kindOf(role) };
  const leaves = role.runs === 'statefulset' ? '; its volume stays until it is deleted' : '';
  const gone = `${kindOf(role)} less; cdk8s-sentry prune prints what deletes it${leaves}`;
  return { section: 'Services', where: name, what, meaning: isNew ? `${kindOf(role)} more` : gone };
};

const imageChange = ({ name, role, old: { image: old }, now: { image: now } }: Kept, from: Release, to: Release): ReleaseChange[] => {
  if (old === now) return [];
  if ('notRun' in role) return [{ section: 'Images', where: name, what: `${old} becomes ${now}`, meaning: kindOf(role) }];
  const own = ({ version }: Release, image: string): string => image.replace(`:${version}`, ':<release>');
  if (parseImage(now).tag === to.version && own(from, old) === own(to, now))
    return [{ section: 'Images', where: name, what: 'the release’s own', meaning: 'the pods are replaced' }];
  const isMajor = majorOf(old) !== majorOf(now);
  const isStore = storeSubsystems.includes(role.subsystem);
  const meaning = isMajor
    ? `${majorOf(old)} becomes ${majorOf(now)}: ${isStore ? 'its volume stays, and whether it reads what is there is for upstream’s notes to say' : 'another program, or another major version of it'}`
    : isStore
      ? 'its pod is replaced, its volume stays'
      : 'the pods are replaced';
  return [{ section: isStore ? 'Stores' : 'Images', where: name, what: `${old} becomes ${now}`, meaning }];
};

/** Takes a value, as far as its name tells. */
const isOption = (word: string | undefined): boolean => word !== undefined && /^--?\w[\w-]*$/.test(word) && !word.startsWith('--no-');

/** Arguments, each option with its value. */
const options = (command: readonly string[] = []): string[] =>
  command.flatMap((word, index) => {
    const next = command[index + 1];
    if (isOption(command[index - 1]) && !word.startsWith('-')) return [];
    return isOption(word) && next !== undefined && !next.startsWith('-') ? [`${word} ${next}`] : [word];
  });

const argumentChange = ({ name, role, old, now }: Kept, from: Release, to: Release): ReleaseChange[] => {
  if (same(old.command, now.command)) return [];
  const [gone, added] = [more(options(old.command), options(now.command)), more(options(now.command), options(old.command))];
  const what = [...(gone.length > 0 ? [`without ${gone.join(' ')}`] : []), ...(added.length > 0 ? [`with ${added.join(' ')}`] : [])].join(
    ', ',
  );
  const [was, is] = [consumption(old, Object.keys(from.topics)), consumption(now, Object.keys(to.topics))];
  const isOther = !same([was?.topic, was?.group], [is?.topic, is?.group]);
  const other = `reads ${shown(is?.topic)} as ${shown(is?.group)}, which begins anew; it read ${shown(was?.topic)} as ${shown(was?.group)}`;
  const meaning = isOther ? other : (why(role, 'command', now.command ?? null) ?? 'as it is; the pods are replaced');
  return [{ section: 'Arguments', where: name, what: what === '' ? `in another order: ${now.command?.join(' ')}` : what, meaning }];
};

const variableChanges = ({ name, role, old: { environment: old }, now: { environment: now } }: Kept): ReleaseChange[] =>
  namesOf(old, now).flatMap((variable) => {
    if (same(old[variable], now[variable])) return [];
    const what =
      old[variable] === undefined
        ? `${variable} is new: ${shown(now[variable])}`
        : now[variable] === undefined
          ? `${variable} is gone, it was ${shown(old[variable])}`
          : `${variable} is ${shown(now[variable])}, it was ${shown(old[variable])}`;
    const meaning = why(role, `environment.${variable}`, now[variable]) ?? 'as it is; the pods are replaced';
    return [{ section: 'Variables', where: name, what, meaning }];
  });

const fieldsOf = ({ image: _image, command: _command, environment: _environment, healthcheck, volumes, ...rest }: Service) => {
  const checks = Object.entries(healthcheck ?? { test: null }).map(([key, value]) => [`healthcheck.${key}`, value] as const);
  const mounts = volumes.map(({ source, target, readOnly }) => `${source}:${target}${readOnly === true ? ':ro' : ''}`);
  return { ...rest, ...Object.fromEntries(checks), volumes: mounts } as Readonly<Record<string, unknown>>;
};

const fieldChanges = ({ name, role, ...services }: Kept): ReleaseChange[] => {
  const [old, now] = [fieldsOf(services.old), fieldsOf(services.now)];
  return namesOf(old, now).flatMap((field): ReleaseChange[] => {
    if (same(old[field], now[field])) return [];
    const what = `${field} is ${shown(now[field])}, it was ${shown(old[field])}`;
    const meaning = why(role, field, now[field] ?? null) ?? 'as it is; the pods are replaced';
    return [{ section: 'Other fields of services', where: name, what, meaning }];
  });
};

/** Each way in which a service may differ. */
export const changesOfService: readonly ((service: Kept, from: Release, to: Release) => ReleaseChange[])[] = [
  imageChange,
  argumentChange,
  variableChanges,
  fieldChanges,
];
