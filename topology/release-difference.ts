// What is otherwise in one release than in another, and what that means here, in an operator's words.
import hardStops from '../releases/hard-stops.json';
import { newestFirst } from '../releases/load';
import type { Release, Service } from '../releases/release';
import { namesOf, type ReleaseChange, same, sections, shown } from './release-change';
import { roleOf } from './service';
import { changesOfService, type Kept, serviceChange } from './service-changes';
import { type IsOurs, settingChanges } from './setting-problems';

const topicChanges = (from: Release, to: Release): ReleaseChange[] => {
  const topics = namesOf(from.topics, to.topics).flatMap((name): ReleaseChange[] => {
    const [old, now] = [from.topics[name], to.topics[name]];
    if (same(old, now)) return [];
    if (old === undefined)
      return [{ section: 'Topics', what: `${name} is new: ${shown(now?.config)}`, meaning: 'the bootstrap Job makes it' }];
    if (now === undefined) return [{ section: 'Topics', what: `${name} is gone`, meaning: 'one that is there stays until it is deleted' }];
    const what = `${name} is ${shown(now.config)}, it was ${shown(old.config)}`;
    return [{ section: 'Topics', what, meaning: 'one that is there stays as it is; the bootstrap Job says that it differs' }];
  });
  const [old, now] = [from.taskbroker?.kafka_topics, to.taskbroker?.kafka_topics];
  const broker = namesOf(old, now).flatMap((name): ReleaseChange[] => {
    if (same(old?.[name], now?.[name])) return [];
    const what = `${name} is ${shown(now?.[name])}, it was ${shown(old?.[name])}`;
    return [{ section: 'Topics', where: 'taskbroker', what, meaning: 'in its file as it is; the pod is replaced' }];
  });
  return [...topics, ...broker];
};

const featureChanges = (from: Release, to: Release): ReleaseChange[] =>
  namesOf(from.features, to.features).flatMap((name): ReleaseChange[] => {
    const [old, now] = [from.features[name], to.features[name]];
    if (old === now) return [];
    const meaning = 'in the features of sentry.conf.py as it is';
    if (now === undefined) return [{ section: 'Features', what: `${name} is no longer set`, meaning: 'Sentry’s own default holds' }];
    return [{ section: 'Features', what: `${name} is ${now ? 'on' : 'off'}`, meaning }];
  });

/** Releases that must be installed between the two, and whether the way goes back. */
const stops = (from: Release, to: Release): ReleaseChange[] => {
  if (newestFirst(from.version, to.version) < 0)
    return [
      { section: 'On the way', what: `${to.version} is older`, meaning: 'migrations do not go back: only a backup of that time does' },
    ];
  const between = hardStops.releases.filter((stop) => newestFirst(from.version, stop) > 0 && newestFirst(stop, to.version) > 0);
  return between.map((stop) => ({
    section: 'On the way',
    what: `${stop} is a hard stop`,
    meaning: 'render and apply it first, and let its bootstrap Job end: later releases do not have its migrations',
  }));
};

/** Services that the other has not. */
const missing = ({ services }: Release, other: Release): [string, Service][] =>
  Object.entries(services).filter(([name]) => other.services[name] === undefined);

/**
 * Changes from one release to another, in the order of `sections` and then of the newer release's files.
 * Throws UnknownServiceError for a release with a service of no known role.
 */
export const releaseDifference = (from: Release, to: Release, isOurs: IsOurs): ReleaseChange[] => {
  const kept = Object.entries(to.services).flatMap(([name, service]): Kept[] => {
    const before = from.services[name];
    return before === undefined ? [] : [{ name, role: roleOf(name, service), old: before, now: service }];
  });
  const all: readonly ReleaseChange[] = [
    ...stops(from, to),
    ...missing(to, from).map((service) => serviceChange(service, Object.keys(to.topics), true)),
    ...missing(from, to).map((service) => serviceChange(service, Object.keys(from.topics), false)),
    ...changesOfService.flatMap((changes) => kept.flatMap((each) => changes(each, from, to))),
    ...topicChanges(from, to),
    ...featureChanges(from, to),
    ...settingChanges(from, to, isOurs).map(({ file, name, was, value, meaning }): ReleaseChange => {
      const what = `${name} is ${shown(value)}, it was ${shown(was)}`;
      return { section: 'Settings', where: file, what, meaning: meaning ?? 'nobody here has looked at it yet' };
    }),
  ];
  return sections.flatMap((section) => all.filter((change) => change.section === section));
};
