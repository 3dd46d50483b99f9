// A user's tests of his own program.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Testing } from 'cdk8s';
import { Sentry, type SentryProps, SettingsError } from 'cdk8s-sentry';

const props: SentryProps = { url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' } };

test('two in one App, beside other charts', () => {
  const app = Testing.app();
  const [one, other] = ['one', 'other'].map((instance) => new Sentry(app, instance, { ...props, instance, namespace: instance }));
  assert.ok(one && other);
  assert.equal(one.component('web').workload.name, 'one-web');
  assert.equal(other.component('web').workload.name, 'other-web');
});

test('what is wrong is said by its path', () => {
  assert.throws(
    () => new Sentry(Testing.app(), 'sentry', { ...props, components: { wbe: { replicas: 1 } } } as SentryProps),
    SettingsError,
  );
});
