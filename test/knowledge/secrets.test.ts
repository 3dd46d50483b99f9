// Nothing of what the project renders reads as a secret, though hundreds of its values are about some.
import { hideSecrets, isTree } from 'manifest-review/manifests';
import { manifestsOf, scenarioNames } from '../support/scenarios';

/** Texts at any depth that speak of secrets, or stand under a name that does. */
const telling = (value: unknown, name: string): string[] => {
  if (typeof value === 'string') return /pass|secret|token|key|auth|cred|:\/\//i.test(`${name} ${value}`) ? [`${name}: ${value}`] : [];
  if (Array.isArray(value)) return value.flatMap((item) => telling(item, name));
  return isTree(value) ? Object.entries(value).flatMap(([key, child]) => telling(child, key)) : [];
};

test.each(scenarioNames)('%s', (name) => {
  for (const manifest of manifestsOf(name)) expect(hideSecrets(manifest, '')).toEqual(manifest);
});

test('there are enough of them', () => {
  const all = new Set(scenarioNames.flatMap((name) => manifestsOf(name).flatMap((manifest) => telling(manifest, ''))));
  expect(all.size).toBeGreaterThan(100);
});
