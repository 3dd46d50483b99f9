// Our files have upstream's settings, but for the listed differences.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { podSpecs } from 'manifest-review/manifests';
import { readClickhouse } from '../../releases/import/clickhouse';
import { readNginx, readRedis } from '../../releases/import/directives';
import { flatten } from '../../releases/import/setting';
import { parseYaml } from '../../releases/import/yaml';
import { knownReleases, loadRelease } from '../../releases/load';
import type { Release, Setting } from '../../releases/release';
import { render } from '../../render';
import { root } from '../../root';
import { settingsSchema } from '../../settings/schema';
import { addedVariables } from '../../topology/added-variables';
import { roleOf } from '../../topology/service';
import { settingDifferences } from '../../topology/setting-differences';
import { withEnvironment } from '../support/environment';

type Settings = Readonly<Record<string, Setting>>;

const yaml = (file: string, text: string) => flatten(parseYaml(file, text));

/** Our files, and upstream's settings that each is compared with; sentry.conf.py is judged by test/files, which runs it. */
const compared: Readonly<Record<string, { read: (file: string, text: string) => Settings; upstream: (release: Release) => Settings }>> = {
  'relay/config.yml': { read: yaml, upstream: ({ settings }) => settings['relay/config.example.yml'] ?? {} },
  'symbolicator/config.yml': { read: yaml, upstream: ({ settings }) => settings['symbolicator/config.example.yml'] ?? {} },
  'nginx/nginx.conf': { read: readNginx, upstream: ({ settings }) => settings['nginx.conf'] ?? {} },
  'redis/redis.conf': { read: readRedis, upstream: ({ settings }) => settings['redis.conf'] ?? {} },
  'clickhouse/config.xml': {
    read: readClickhouse,
    // Upstream has the profile of users beside the server's settings.
    upstream: ({ clickhouse }) => Object.fromEntries(Object.entries(clickhouse).filter(([name]) => !name.startsWith('profiles.'))),
  },
  'clickhouse/users.xml': {
    read: readClickhouse,
    upstream: ({ clickhouse, settings }) => ({
      ...Object.fromEntries(Object.entries(clickhouse).filter(([name]) => name.startsWith('profiles.'))),
      ...settings['clickhouse/default-password.xml'],
    }),
  },
};

const listed = (file: string): string[] => settingDifferences.flatMap((each) => (each.file === file ? each.settings : []));

/** A listed name ending in `*` stands for all that begin so. */
const covers = (name: string) => (setting: string) => (name.endsWith('*') ? setting.startsWith(name.slice(0, -1)) : setting === name);

const differing = (ours: Settings, theirs: Settings): string[] =>
  [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (name) => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]),
  );

const occurring = (file: string): string[] => {
  const { read, upstream } = compared[file] ?? { read: () => ({}), upstream: () => ({}) };
  const ours = read(file, readFileSync(path.join(root, 'files', file), 'utf8'));
  return knownReleases().flatMap((version) => differing(ours, upstream(loadRelease(version))));
};

describe.each(Object.keys(compared))('%s', (file) => {
  const found = occurring(file);

  test('has upstream’s settings, but for the listed differences', () => {
    expect(found.filter((setting) => !listed(file).some((name) => covers(name)(setting)))).toEqual([]);
  });

  test('every listed difference occurs', () => {
    expect(listed(file).filter((name) => !found.some(covers(name)))).toEqual([]);
  });
});

test('a listed difference is of a file that is compared', () => {
  const files = [...Object.keys(compared), 'sentry/sentry.conf.py'];
  expect(settingDifferences.filter(({ file }) => !files.includes(file))).toEqual([]);
});

/** Variables of the default instance that upstream's service has not, as `role: NAME`. */
const added = (version: string, profile: string): string[] => {
  const { services } = loadRelease(version);
  const urls = { url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' } };
  const rendered = render(settingsSchema.parse({ release: version, profile, ...urls }));
  return withEnvironment([...rendered.manifests.values()].flat())
    .flatMap((manifest) => podSpecs(manifest).flatMap(({ containers }) => containers))
    .flatMap(({ name, env = [] }) => {
      const service = services[name];
      if (service === undefined) return [];
      return env
        .filter((variable) => !(variable.name in service.environment))
        .map((variable) => `${roleOf(name, service).name}: ${variable.name}`);
    });
};

test('variables that upstream’s services do not have are listed, and no others', () => {
  const found = knownReleases().flatMap((version) => [...added(version, 'errors-only'), ...added(version, 'feature-complete')]);
  const names = addedVariables.flatMap(({ roles, variables }) => roles.flatMap((role) => variables.map((name) => `${role}: ${name}`)));
  expect([...new Set(found)].sort()).toEqual([...names].sort());
});
