// The bootstrap Job: its name ends in a hash of what it does, and its steps have an order.
import { manifestsWith } from '../support/few-settings';
import { list, podOf, tree } from '../support/readers';

test('the same settings give the same Job, a changed topic plan another one', () => {
  const names = (text: string) =>
    manifestsWith(text)
      .filter(({ kind }) => kind === 'Job')
      .map(({ metadata }) => metadata.name);
  expect(names('')).toEqual(names(''));
  const [, before] = names('');
  const [, after] = names('topics: { ingest-events: { partitions: 2 } }\n');
  expect(before).not.toBe(after);
});

test('each step comes after what it stands on, and each migration takes back what one before it left', () => {
  const [job] = manifestsWith('').filter(({ metadata }) => /-bootstrap-/.test(metadata.name));
  if (job === undefined) throw new Error('no bootstrap Job');
  const steps = list(podOf(job).initContainers).map(tree);
  const order = steps.map(({ name }) => String(name));
  const after = (step: string, ...before: string[]) =>
    before
      .filter((each) => order.indexOf(each) === -1 || order.indexOf(each) > order.indexOf(step))
      .map((each) => `${step} before ${each}`);
  expect([
    ...after('topics', 'wait-for-stores'),
    ...after('buckets', 'wait-for-stores'),
    ...after('snuba-bootstrap', 'wait-for-stores', 'topics'),
    ...after('mark-snuba-schema', 'snuba-bootstrap'),
    ...after('snuba-api', 'snuba-bootstrap'),
    ...after('sentry-upgrade', 'snuba-api', 'topics', 'buckets'),
    ...after('mark-sentry-schema', 'sentry-upgrade'),
  ]).toEqual([]);
  const words = (steps.find(({ name }) => name === 'snuba-bootstrap')?.['command'] ?? []) as readonly string[];
  expect(words.indexOf('reverse-in-progress')).toBeGreaterThan(-1);
  expect(words.indexOf('reverse-in-progress')).toBeLessThan(words.indexOf('bootstrap'));
});
