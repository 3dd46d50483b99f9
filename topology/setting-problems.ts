// SettingValues of upstream's files that nobody here has looked at.
import type { Release, Setting } from '../releases/release';
import { settingDifferences } from './setting-differences';

type SettingValues = Readonly<Record<string, Setting>>;

/** Upstream's files and ours that stand for them, with what our names of settings begin with. */
export const ours: Readonly<Record<string, { readonly file: string; readonly prefix?: string }>> = {
  'sentry/sentry.conf.example.py': { file: 'sentry/sentry.conf.py' },
  'sentry/config.example.yml': { file: 'sentry/sentry.conf.py', prefix: 'SENTRY_OPTIONS.' },
  'relay/config.example.yml': { file: 'relay/config.yml' },
  'symbolicator/config.example.yml': { file: 'symbolicator/config.yml' },
  'nginx.conf': { file: 'nginx/nginx.conf' },
  'redis.conf': { file: 'redis/redis.conf' },
  'clickhouse/config.xml': { file: 'clickhouse/config.xml' },
  'clickhouse/default-password.xml': { file: 'clickhouse/users.xml' },
};

const settingsOf = ({ settings, clickhouse }: Release): Readonly<Record<string, SettingValues>> => ({
  ...settings,
  'clickhouse/config.xml': clickhouse,
});

/** Why it is listed to differ, by its whole name: one that ends in `*` lets nothing new pass. */
const listed = (upstreams: string, name: string): string | undefined => {
  const { file, prefix = '' } = ours[upstreams] ?? {};
  return settingDifferences.find((each) => each.file === file && each.settings.includes(`${prefix}${name}`))?.reason;
};

/** Whether our file has the same. */
export type IsOurs = (upstreams: string, name: string, value: Setting) => boolean;

/** Blocks of nginx that are tried in the order in which they stand, the first that fits being taken. */
const tried = (settings: SettingValues): string[] => [
  ...new Set(Object.keys(settings).flatMap((name) => /^.*?\.location ~\*? .+(?=\.[a-z_]+( [\w-]+)?$)/.exec(name)?.[0] ?? [])),
];

const orderProblems = (file: string, settings: SettingValues, old: SettingValues, before: Release): SettingProblem[] => {
  const [now, then] = [tried(settings), tried(old)].map((blocks, _index, both) =>
    blocks.filter((block) => both.every((each) => each.includes(block))),
  );
  if (JSON.stringify(now) === JSON.stringify(then)) return [];
  const message = `expected this order, as in ${before.version}: ${then?.join(', ')}; got ${now?.join(', ')}`;
  return [{ path: ['settings', file, now?.[0] ?? ''], message }];
};

/** A setting of one of upstream's files that is other than in the release before. */
export interface SettingChange {
  readonly file: string;
  readonly name: string;
  /** `undefined`: it is not there. */
  readonly was: Setting | undefined;
  readonly value: Setting | undefined;
  /** What it means here; nothing where nobody has looked at it. */
  readonly meaning?: string;
}

const meaningOf = (
  file: string,
  name: string,
  was: Setting | undefined,
  value: Setting | undefined,
  isOurs: IsOurs,
): string | undefined => {
  const reason = listed(file, name);
  // What ours has from upstream follows upstream, though another release may be listed to differ.
  if (reason !== undefined && (was === undefined || !isOurs(file, name, was))) return `ours differs: ${reason}`;
  return value !== undefined && isOurs(file, name, value) ? 'ours has the same' : undefined;
};

/** Settings that are other than in `before`. */
export const settingChanges = (before: Release, release: Release, isOurs: IsOurs): SettingChange[] => {
  const [now, then] = [settingsOf(release), settingsOf(before)];
  return [...new Set([...Object.keys(now), ...Object.keys(then)])].flatMap((file) => {
    const [settings, old] = [now[file] ?? {}, then[file] ?? {}];
    return [...new Set([...Object.keys(settings), ...Object.keys(old)])].flatMap((name) => {
      const [value, was] = [settings[name], old[name]];
      if (JSON.stringify(value) === JSON.stringify(was)) return [];
      const meaning = meaningOf(file, name, was, value, isOurs);
      return [{ file, name, was, value, ...(meaning === undefined ? {} : { meaning }) }];
    });
  });
};

export interface SettingProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Settings that are other than in `before`, the release here that is nearest, whose settings tests hold against our files:
 * each must be in our file too, or be listed in topology/setting-differences.ts by its whole name and have been other than ours before.
 */
export const settingProblems = (release: Release, before: Release, isOurs: IsOurs): SettingProblem[] => {
  const [now, then] = [settingsOf(release), settingsOf(before)];
  const unknown = settingChanges(before, release, isOurs).filter(({ meaning }) => meaning === undefined);
  return [
    ...unknown.map(({ file, name, was, value }) => {
      const [expected, got] = [was, value].map((each) => (each === undefined ? 'nothing' : JSON.stringify(each)));
      const message = `expected ${expected}, as in ${before.version}, the same in files/${ours[file]?.file ?? file}, or a line in topology/setting-differences.ts, got ${got}`;
      return { path: ['settings', file, name], message };
    }),
    ...Object.keys(now).flatMap((file) => orderProblems(file, now[file] ?? {}, then[file] ?? {}, before)),
  ];
};
