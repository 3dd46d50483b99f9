// Upstream's files of settings.
import type { Release, Setting } from '../release';
import { readClickhouse } from './clickhouse';
import { readNginx, readRedis } from './directives';
import { ImportError } from './error';
import { type Ignored, ruleFor } from './ignored';
import { readPython } from './python';
import { flatten } from './setting';
import type { UpstreamFiles } from './upstream';
import { parseYaml } from './yaml';

type Reader = (file: string, text: string) => Record<string, Setting>;

const yaml: Reader = (file, text) => flatten(parseYaml(file, text));

/** Upstream's files of settings, and how each is read. */
const readers: Readonly<Record<string, Reader>> = {
  'sentry/sentry.conf.example.py': (file, text) => flatten(readPython(file, text).settings),
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

/** Rules for what a Python file does beside assigning literals. Throws ImportError for what has none. */
export const rulesForCode = (file: string, text: string, { objectName }: UpstreamFiles): Ignored[] =>
  readPython(file, text).code.map(({ path, text: code, line }) => {
    // Of what is too long to be kept here, a rule has what git would call it.
    const rule = ruleFor(file, path, code) ?? ruleFor(file, path, objectName(code));
    if (rule !== undefined) return rule;
    const expected = `expected a rule in releases/import/ignored.json that says why it is left out, by its text or as ${objectName(code)}`;
    throw new ImportError(`${file}:${line}:1: ${path.replace(/:$/, '')}: ${expected}, got ${JSON.stringify(code)}`);
  });
