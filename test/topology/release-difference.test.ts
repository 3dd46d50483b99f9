// What is otherwise in one release than in another, in an operator's words.
import { loadRelease } from '../../releases/load';
import type { Release, Service } from '../../releases/release';
import { sections } from '../../topology/release-change';
import { releaseDifference } from '../../topology/release-difference';

const base = loadRelease('26.8.0');

const told = (from: Release, to: Release, isOurs = false): string[] =>
  releaseDifference(from, to, () => isOurs).map(
    ({ section, where, what, meaning }) => `${section}: ${where ?? '-'}: ${what} => ${meaning}`,
  );

/** The newest release with other fields of one service. */
const withService = (name: string, fields: Partial<Service>): Release => {
  const service = base.services[name];
  if (service === undefined) throw new Error(`no ${name}`);
  return { ...base, services: { ...base.services, [name]: { ...service, ...fields } } };
};

const without = (name: string): Release => ({
  ...base,
  services: Object.fromEntries(Object.entries(base.services).filter(([each]) => each !== name)),
});

const command = (name: string): readonly string[] => base.services[name]?.command ?? [];

test('of a release and itself there is nothing to say', () => expect(told(base, base)).toEqual([]));

test.each<[what: string, from: Release, to: Release, line: string]>([
  [
    'a consumer that is new',
    without('process-spans'),
    base,
    'Services: process-spans: new, of role sentry-consumer, reads ingest-spans as process-spans => a Deployment more',
  ],
  [
    'a store that is gone',
    base,
    without('redis'),
    'Services: redis: gone, of role redis => a StatefulSet less; cdk8s-sentry prune prints what deletes it; its volume stays until it is deleted',
  ],
  [
    'a service that is not run',
    without('smtp'),
    base,
    'Services: smtp: new, of role smtp => not run here: mail goes to the SMTP server named in sentry.yaml',
  ],
  [
    'a store of another major version',
    base,
    withService('postgres', { image: 'postgres:17.1' }),
    `Stores: postgres: ${base.services['postgres']?.image} becomes postgres:17.1 => postgres:14 becomes postgres:17: its volume stays, and whether it reads what is there is for upstream’s notes to say`,
  ],
  [
    'a store of the same one',
    base,
    withService('postgres', { image: 'postgres:14.99' }),
    `Stores: postgres: ${base.services['postgres']?.image} becomes postgres:14.99 => its pod is replaced, its volume stays`,
  ],
  [
    'a consumer of another group',
    base,
    withService('process-spans', {
      command: command('process-spans').map((word, index, words) => (words[index - 1] === '--consumer-group' ? 'other' : word)),
    }),
    'Arguments: process-spans: without --consumer-group process-spans, with --consumer-group other => reads ingest-spans as other, which begins anew; it read ingest-spans as process-spans',
  ],
  [
    'an argument more',
    base,
    withService('taskworker', { command: [...command('taskworker'), '--new'] }),
    'Arguments: taskworker: with --new => as it is; the pods are replaced',
  ],
  [
    'a variable with a line of its own',
    base,
    withService('uptime-checker', { environment: { ...base.services['uptime-checker']?.environment, NEW: 'a' } }),
    'Variables: uptime-checker: NEW is new: a => as it is; the pods are replaced',
  ],
  [
    'a field that is known and left out',
    withService('web', { entrypoint: ['/bin/a'] }),
    base,
    'Other fields of services: web: entrypoint is ["/etc/sentry/entrypoint.sh"], it was ["/bin/a"] => it updates certificates as root; the role runs sentry itself',
  ],
  [
    'a topic',
    base,
    { ...base, topics: { ...base.topics, a: { config: { b: 'c' } } } },
    'Topics: -: a is new: {"b":"c"} => the bootstrap Job makes it',
  ],
  [
    'a flag',
    { ...base, features: { ...base.features, a: false } },
    { ...base, features: { ...base.features, a: true } },
    'Features: -: a is on => in the features of sentry.conf.py as it is',
  ],
  [
    'a setting',
    base,
    { ...base, clickhouse: { ...base.clickhouse, a: '1' } },
    'Settings: clickhouse/config.xml: a is 1, it was none => nobody here has looked at it yet',
  ],
  [
    'an older release',
    { ...base, version: '26.8.1' },
    base,
    'On the way: -: 26.8.0 is older => migrations do not go back: only a backup of that time does',
  ],
])('%s', (_what, from, to, line) => expect(told(from, to)).toContain(line));

test('a setting that ours has too', () => {
  const to = { ...base, clickhouse: { ...base.clickhouse, a: '1' } };
  expect(told(base, to, true)).toEqual(['Settings: clickhouse/config.xml: a is 1, it was none => ours has the same']);
});

test('hard stops on the way, neither the first nor the last', () => {
  const stops = (from: string, to: string): string[] =>
    releaseDifference({ ...base, version: from }, { ...base, version: to }, () => true).flatMap(({ section, what }) =>
      section === 'On the way' ? [what] : [],
    );
  expect(stops('24.8.0', '26.8.0')).toEqual(['25.5.1 is a hard stop', '26.5.1 is a hard stop']);
  expect(stops('26.5.1', '26.8.0')).toEqual([]);
});

test('sections come in their order', () => {
  const order = releaseDifference(loadRelease('26.5.1'), base, () => true).map(({ section }) => sections.indexOf(section));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBeGreaterThan(5);
});
