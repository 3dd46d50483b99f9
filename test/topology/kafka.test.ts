// Which topics are read and written, and by whom.
import { knownReleases, loadRelease } from '../../releases/load';
import { consumption, optionValues } from '../../topology/kafka';
import { topicsWritten } from '../../topology/producers';
import { roles } from '../../topology/roles';

test.each([
  [['--a', 'x'], ['x']],
  [
    ['--a=x', '--b', 'y', '--a', 'z'],
    ['x', 'z'],
  ],
  [['--a'], []],
  [['--ab=x', '--ab', 'y', 'a', 'z'], []],
  [['--a='], ['']],
])('values of --a in %j: %j', (argv, values) => expect(optionValues(argv, '--a')).toStrictEqual(values));

const topics = ['ingest-events', 'monitors-clock-tick', 'a'];
const of = (command: string) => consumption({ command: command.split(' ') }, topics);
const log = (name: string) => ({ [name]: 'a commit log cannot be partitioned' });

describe('what a consumer reads', () => {
  test.each([
    ['run consumer ingest-events --consumer-group g', { topic: 'ingest-events', group: 'g', single: {} }],
    ['run consumer --strict a', { topic: 'a', single: {} }],
    ['run consumer post-process-forwarder-errors --synchronize-commit-log-topic c', { topic: 'events', single: log('c') }],
    [
      'run consumer monitors-clock-tick',
      { topic: 'monitors-clock-tick', single: { 'monitors-clock-tick': 'ticks of the clock are read in order' } },
    ],
    ['run consumer unknown', { single: {} }],
    ['rust-consumer --storage errors --consumer-group=g', { topic: 'events', group: 'g', single: log('snuba-commit-log') }],
    ['rust-consumer --storage errors --raw-events-topic raw', { topic: 'raw', single: log('snuba-commit-log') }],
    ['consumer --storage replays', { topic: 'ingest-replay-events', single: {} }],
    ['accepted-outcomes-consumer --accepted-outcomes-topic o', { topic: 'o', single: {} }],
    ['rust-consumer --storage unknown', { single: {} }],
    [
      'replacer --storage errors',
      {
        topic: 'event-replacements',
        group: 'snuba-replacers',
        single: { 'event-replacements': 'replacements of a project must be applied in order' },
      },
    ],
    ['replacer --storage replays --consumer-group g', { group: 'g', single: {} }],
    [
      'subscriptions-scheduler-executor --entity metrics_sets --entity metrics_counters',
      {
        topic: 'snuba-metrics',
        single: { 'snuba-metrics': 'scheduler and executor of its subscriptions run as one process', ...log('snuba-metrics-commit-log') },
      },
    ],
    ['subscriptions-scheduler-executor --entity unknown', { single: {} }],
  ])('%s', (command, expected) => expect(of(command)).toEqual(expected));

  test.each(['run web', 'walk consumer a', 'api', 'consumer-of-nothing', 'myconsumer', ''])('none: %s', (command) =>
    expect(of(command)).toBeUndefined(),
  );
});

test('each consumer of each release reads a topic of it, and what must be alone is one of its topics', () => {
  for (const release of knownReleases().map((version) => loadRelease(version))) {
    const known = Object.keys(release.topics);
    const found = Object.entries(release.services).flatMap(([name, service]) => {
      const read = consumption(service, known);
      return read === undefined ? [] : [{ name, ...read }];
    });
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter(({ topic }) => topic === undefined || !known.includes(topic)).map(({ name }) => name)).toEqual([]);
    expect(found.flatMap(({ single }) => Object.keys(single)).filter((topic) => !known.includes(topic))).toEqual([]);
  }
});

describe('who writes', () => {
  const writersOf = (topic: string) =>
    [...new Set(roles.filter((role) => topicsWritten(role).includes(topic)).map((role) => role.schema ?? role.name))].sort();

  test.each([
    ['ingest-events', ['relay']],
    ['events', ['postgres']],
    ['snuba-commit-log', ['clickhouse']],
    ['profiles-call-tree', ['vroom']],
    ['uptime-results', ['uptime-checker']],
    ['outcomes', ['postgres', 'relay']],
    ['none', []],
  ])('%s: %j', (topic, expected) => expect(writersOf(topic)).toEqual(expected));

  test('topics of ours are topics of a release, each once, and each topic that is read is written', () => {
    const known = [...new Set(knownReleases().flatMap((version) => Object.keys(loadRelease(version).topics)))];
    const written = [...new Set(roles.map(topicsWritten))].flat();
    const lists = [...new Set(roles.map(topicsWritten))];
    expect(lists.flatMap((list) => list.filter((topic) => !known.includes(topic)))).toEqual([]);
    for (const list of lists) expect([...new Set(list)]).toEqual(list);
    const read = knownReleases().flatMap((version) => {
      const release = loadRelease(version);
      return Object.values(release.services).flatMap((service) => consumption(service, Object.keys(release.topics))?.topic ?? []);
    });
    expect([...new Set(read)].filter((topic) => !written.includes(topic)).sort()).toEqual([]);
  });
});
