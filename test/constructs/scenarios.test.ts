// The snapshots: the default in full, every other scenario by what differs.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Manifest, toYaml } from 'manifest-review/manifests';
import { root } from '../../root';
import { describeDifference } from '../support/diff';
import '../support/match-file';
import { manifestsOf, scenario, scenarioNames } from '../support/scenarios';

const folder = path.join(root, 'files');
const files = new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [readFileSync(file, 'utf8'), path.relative(root, file)]),
);

/** Files are reviewed where they stand; a snapshot says only which one is mounted. */
const withoutFiles = (manifest: Manifest): Manifest => {
  const { data } = manifest as { data?: Record<string, string> };
  if (manifest.kind !== 'ConfigMap' || data === undefined) return manifest;
  return { ...manifest, data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, files.get(text) ?? text])) };
};

/** A release that differs throughout would hide what else does. */
const release = (name: string) => (text: string) => text.replaceAll(scenario(name).topology.release.version, '<release>');

describe('default scenario', () => {
  test.each([...scenario('default').manifests.keys()])('%s', (file) => {
    const manifests = scenario('default').manifests.get(file) ?? [];
    expect(toYaml(manifests.map(withoutFiles))).toMatchFile(`default/${file}.yaml`);
  });
});

// Of two scenarios with every feature the reader wants to see what else they change.
const bases: Readonly<Record<string, string>> = { medium: 'feature-complete', 'release-26.5.1': 'feature-complete' };

describe('every other scenario shows only what it changes', () => {
  test.each(scenarioNames.filter((name) => name !== 'default'))('%s', (name) => {
    const base = bases[name] ?? 'default';
    const before = manifestsOf(base).map(withoutFiles);
    const after = manifestsOf(name).map(withoutFiles);
    const text = describeDifference(JSON.parse(release(base)(JSON.stringify(before))), after, release(name));
    expect(text).toMatchFile(`${name}.diff`);
  });

  test.each(['30-profiling', '30-uptime', '30-preprod'])('feature-complete: the whole of %s', (file) => {
    const manifests = scenario('feature-complete').manifests.get(file) ?? [];
    expect(toYaml(manifests.map(withoutFiles))).toMatchFile(`feature-complete/${file}.yaml`);
  });
});
