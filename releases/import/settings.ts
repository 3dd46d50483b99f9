// Upstream's files of settings.
import type { Release, Setting } from '../release';
import { readClickhouse } from './clickhouse';
import { readNginx, readRedis } from './directives';
import { readPython } from './python';
import { flatten } from './setting';
import { parseYaml } from './yaml';

type Reader = (file: string, text: string) => Record<string, Setting>;

const yaml: Reader = (file, text) => flatten(parseYaml(file, text));

/** Upstream's files of settings, and how each is read. */
const readers: Readonly<Record<string, Reader>> = {
  'sentry/sentry.conf.example.py': (file, text) => flatten(readPython(file, text)),
  'sentry/config.example.yml': yaml,
  'relay/config.example.yml': yaml,
  'symbolicator/config.example.yml': yaml,
  'nginx.conf': readNginx,
  'redis.conf': readRedis,
  'clickhouse/default-password.xml': readClickhouse,
};

/** Settings of one of upstream's files, or of one of ours that stands for it. Throws ImportError. */
export const readSettingsFile = (upstreams: string, file: string, text: string): Record<string, Setting> =>
  (readers[upstreams] ?? readClickhouse)(file, text);

/** Settings of upstream's files by file and dotted name; clickhouse/config.xml is read on its own. */
export const readSettings = (read: (file: string) => string): Release['settings'] =>
  Object.fromEntries(Object.entries(readers).map(([file, reader]) => [file, reader(file, read(file))]));
