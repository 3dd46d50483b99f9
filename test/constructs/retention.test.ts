// One setting drives all that deletes.
import { podSpecs } from 'manifest-review/manifests';
import { bucketsOf, manifestsWith, variablesOf } from '../support/few-settings';

test('retention drives Sentry, Snuba, cleanup, buckets and the symbol cache', () => {
  const manifests = manifestsWith('retention: { days: 3 }\nprofile: feature-complete\n');
  expect(variablesOf(manifests, 'sentry-web')['SENTRY_EVENT_RETENTION_DAYS']).toBe('3');
  expect(variablesOf(manifests, 'sentry-snuba-api')['SENTRY_EVENT_RETENTION_DAYS']).toBe('3');
  expect(variablesOf(manifests, 'sentry-symbolicator')['SYMBOLICATOR_MAX_UNUSED_FOR']).toBe('3d');
  const cleanup = manifests.filter(({ kind }) => kind === 'CronJob').flatMap(podSpecs);
  expect(cleanup.map(({ containers }) => containers[0]?.args)).toEqual([['cleanup', '--days', '3']]);
  expect(bucketsOf(manifests)).toEqual({ filestore: {}, profiles: { expireDays: 3 } });
});
