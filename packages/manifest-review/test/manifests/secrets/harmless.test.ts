// What only reads like a secret is shown as it stands.
import { loadAll } from 'js-yaml';
import { jsonOf, review } from '../../../index';
import { hideSecrets, type Manifest } from '../../../manifests';
import { configMap, deployment } from '../../support/pairs/objects';
import { commands, files, lines, variables } from '../../support/secrets/harmless';

const shown = (manifest: Manifest): unknown => {
  const found = review([], [manifest]);
  expect(found.objects.filter(({ verdict }) => verdict === 'leak')).toEqual([]);
  expect(jsonOf(found)).not.toContain('(secret)');
  return found.objects[0]?.new;
};

test.each(variables)('%s: %s', (name, value) => {
  expect(JSON.stringify(shown(deployment({ container: { env: [{ name, value }] } })))).toContain(JSON.stringify(value));
});

test.each(commands)('%s', (command) => {
  for (const words of [{ args: [command] }, { command: ['sh', '-c', command] }])
    expect(JSON.stringify(shown(deployment({ container: words })))).toContain(JSON.stringify(command));
});

test.each(files)('%s: %j', (file, text, readable) => {
  expect(text).toContain(readable);
  expect(JSON.stringify(shown(configMap({ [file]: text })))).toContain(JSON.stringify(text));
});

test.each(lines)('%j', (manifest, readable) => {
  for (const each of loadAll(manifest) as Manifest[]) expect(JSON.stringify(hideSecrets(each, ''))).toBe(JSON.stringify(each));
  expect(manifest).toContain(readable);
});
