// Settings of a file or of a construct's props: read, checked, and told what is wrong with them.
import { dirname } from 'node:path';
import { readText, readYaml, UserError } from 'manifest-review/manifests';
import { settingsProblems, settingsWarnings } from './checks';
import { got, problemsOf } from './messages';
import { locator, type Position } from './positions';
import { type Problem, type SettingsPath, unknown } from './problem';
import type { SentryProps } from './props';
import { explainRenames } from './renames';
import { type Settings, settingsSchema } from './schema';

/** Everything that is wrong with settings, a line each: `file:line:column: setting: message`, or `setting: message` where they are props. */
export class SettingsError extends UserError {
  override readonly name = 'SettingsError';
}

/** Settings as they were written, and how a word about them is put. */
export interface SettingsSource {
  readonly data: Record<string, unknown>;
  /** Where a folder `releases` of the user's own may be: that of the file, or the working folder. */
  readonly folder: string;
  /** A line for each problem, in the order of the settings, each once. */
  lines(problems: readonly Problem[], kind?: string): string[];
}

const parse = (text: string, file: string): unknown => {
  const read = readYaml(text);
  if ('value' in read) return read.value;
  const { reason, line, column } = read.mistake;
  throw new SettingsError([`${file}:${line}:${column}: not valid YAML: ${reason}`]);
};

const mapping = (data: unknown): data is Record<string, unknown> => typeof data === 'object' && data !== null && !Array.isArray(data);

/** Names that every JavaScript object has (`constructor`, `__proto__`) name nothing here, and would be found where they are not. */
const reservedKeys = (data: unknown, path: Problem['path'] = []): Problem[] => {
  if (Array.isArray(data)) return data.flatMap((item, index) => reservedKeys(item, [...path, index]));
  if (!mapping(data)) return [];
  return Object.entries(data).flatMap(([key, value]): Problem[] =>
    key in Object.prototype ? [unknown([...path, key], 'setting', [])] : reservedKeys(value, [...path, key]),
  );
};

/** The data without what stands at these paths. */
const without = (data: unknown, paths: readonly SettingsPath[]): unknown => {
  if (typeof data !== 'object' || data === null) return data;
  const kept = Object.entries(data).flatMap(([key, value]) => {
    const below = paths.filter(([first]) => String(first) === key).map((path) => path.slice(1));
    return below.some((path) => path.length === 0) ? [] : [[key, below.length === 0 ? value : without(value, below)] as const];
  });
  return Array.isArray(data) ? kept.map(([, value]) => value) : Object.fromEntries(kept);
};

const concerns = (path: SettingsPath, other: SettingsPath): boolean =>
  path.slice(0, other.length).join() === other.slice(0, path.length).join();

/** What is wrong beside these problems: found in what is left when they are taken out, if that can be read. */
const furtherProblems = (
  data: Record<string, unknown>,
  problems: readonly Problem[],
  check: (settings: Settings) => readonly Problem[],
): readonly Problem[] => {
  const taken = problems.map(({ path }) => path);
  // Positions in a list would move.
  if (taken.some((path) => path.some((key) => typeof key === 'number'))) return [];
  // A setting that is missing cannot be taken out; its section can.
  for (const paths of [taken, taken.map((path) => path.slice(0, 1))]) {
    const rest = settingsSchema.safeParse(without(data, paths));
    if (rest.success) return check(rest.data).filter(({ path }) => !paths.some((other) => concerns(path, other)));
  }
  return [];
};

const lineOf = ({ path, message }: Problem, kind: string): string => `${kind}${path.join('.')}: ${message}`;

/** A file of settings, YAML 1.2, with the place of each. */
export class SettingsFile implements SettingsSource {
  readonly data: Record<string, unknown>;
  readonly folder: string;
  private readonly file: string;
  private readonly text: string;
  private locate: ((path: SettingsPath, part: 'key' | 'value') => Position) | undefined;

  /**
   * Throws SettingsError for what is no YAML, or no mapping.
   * @param content the file's content
   * @param file its name, for messages
   */
  constructor(content: string, file: string) {
    const source = content.replace(/^\uFEFF/, '');
    // js-yaml calls a file of comments alone an error.
    const blank = source.split('\n').every((row) => /^\s*(#.*)?$/.test(row));
    const data = blank ? {} : (parse(source, file) ?? {});
    if (!mapping(data)) throw new SettingsError([`${file}:1:1: expected a mapping of settings, got ${got(data)}`]);
    this.data = data;
    this.file = file;
    this.folder = dirname(file);
    this.text = blank ? '{}' : source;
  }

  /** Reads it; throws SettingsError where there is none that can be read, or where a program gives something else than its path. */
  static read(file: string): SettingsFile {
    if (typeof file !== 'string' || file === '') throw new SettingsError([`expected the path of a file of settings, got ${got(file)}`]);
    try {
      return new SettingsFile(readText(file), file);
    } catch (error) {
      throw error instanceof UserError ? new SettingsError(error.lines) : error;
    }
  }

  lines(problems: readonly Problem[], kind = ''): string[] {
    // Read once more, by a reader that knows places, where there is something to tell.
    this.locate ??= locator(this.text);
    const { locate } = this;
    const placed = problems.map((problem) => {
      const { line, column } = locate(problem.path, problem.at ?? 'value');
      return { line, column, text: `${this.file}:${line}:${column}: ${lineOf(problem, kind)}` };
    });
    return [...new Set(placed.sort((a, b) => a.line - b.line || a.column - b.column).map((each) => each.text))];
  }
}

/** Settings as the props of a construct. */
export const settingsProps = (props: SentryProps): SettingsSource => {
  if (!mapping(props)) throw new SettingsError([`expected a mapping of settings, got ${got(props)}`]);
  return { data: props, folder: '.', lines: (problems, kind = '') => [...new Set(problems.map((problem) => lineOf(problem, kind)))] };
};

/**
 * Settings with every default.
 * Throws SettingsError with all problems at once; `laterProblems` are asked for then, so that what a later step finds is told too.
 */
export const checkSettings = (
  source: SettingsSource,
  laterProblems: (settings: Settings) => readonly Problem[] = () => [],
): { readonly settings: Settings; readonly warnings: readonly string[] } => {
  const { data } = source;
  const fail = (problems: readonly Problem[]): never => {
    throw new SettingsError(source.lines(problems));
  };
  const reserved = reservedKeys(data);
  // What zod would compile for many files takes longer than the one.
  const parsed = settingsSchema.safeParse(data, { jitless: true });
  const unread = parsed.success ? reserved : [...reserved, ...explainRenames(problemsOf(parsed.error.issues, data))];
  if (!parsed.success || unread.length > 0)
    return fail([...unread, ...furtherProblems(data, unread, (settings) => [...settingsProblems(settings), ...laterProblems(settings)])]);
  const problems = settingsProblems(parsed.data);
  if (problems.length > 0) return fail([...problems, ...furtherProblems(data, problems, laterProblems)]);
  return { settings: parsed.data, warnings: settingsWarnings(parsed.data).flatMap((warning) => source.lines([warning], 'warning: ')) };
};
