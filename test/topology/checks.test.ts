// What is wrong with settings in the light of the release.
import { knownReleases, loadRelease } from '../../releases/load';
import type { SentryProps } from '../../settings/props';
import { settingsSchema } from '../../settings/schema';
import { buildTopology } from '../../topology/build';
import { topologyProblems } from '../../topology/checks';

const release = loadRelease(knownReleases()[0] ?? '');

const problems = (own: Partial<SentryProps>) => {
  const settings = settingsSchema.parse({
    url: 'https://sentry.internal.example.com',
    ingest: { url: 'https://sentry.example.com' },
    ...own,
  });
  return topologyProblems(settings, release, buildTopology(settings, release)).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test.each([
  ['taskscheduler', 0],
  ['taskscheduler', 1],
  ['events-consumer', 1],
  ['web', 3],
])('%s may have %i replicas', (name, replicas) => expect(problems({ components: { [name]: { replicas } } })).toEqual([]));
