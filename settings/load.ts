import { load, YAMLException } from 'js-yaml';
import { settingsProblems, settingsWarnings } from './checks';
import { got, problemsOf } from './messages';
import { locator, type Position } from './positions';
import { type Problem, type SettingsPath, unknown } from './problem';
import { type Settings, settingsSchema } from './schema';

/** Everything that is wrong with a file of settings, a line each: `file:line:column: setting: message`. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

export interface SettingsFile {
  readonly settings: Settings;
  /** Lines to print for settings that are allowed but deserve a word. */
  readonly warnings: readonly string[];
  /** The line of a problem that a later step found. */
  readonly format: (problem: Problem) => string;
}

const parse = (text: string, file: string): unknown => {
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    throw new SettingsError([`${file}:${line + 1}:${column + 1}: not valid YAML: ${error.reason}`]);
  }
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
  const paths = problems.map(({ path }) => path);
  const rest = settingsSchema.safeParse(without(data, paths));
  // Positions in a list have moved.
  const hasMoved = (path: SettingsPath): boolean => path.some((key) => typeof key === 'number');
  if (!rest.success || paths.some(hasMoved)) return [];
  return check(rest.data).filter(({ path }) => !paths.some((other) => concerns(path, other)));
};

/**
 * Reads one file of settings.
 * @param text the file's content, YAML 1.2
 * @param file its name, for messages
 * @param topologyProblems what is found later on; asked only when there are problems already, so that all are told at once
 * @throws SettingsError with all problems at once, in the order of the file
 */
export const loadSettings = (
  text: string,
  file: string,
  topologyProblems: (settings: Settings) => readonly Problem[] = () => [],
): SettingsFile => {
  const source = text.replace(/^\uFEFF/, '');
  // js-yaml calls a file of comments alone an error.
  const blank = source.split('\n').every((row) => /^\s*(#.*)?$/.test(row));
  const data = blank ? {} : (parse(source, file) ?? {});
  if (!mapping(data)) throw new SettingsError([`${file}:1:1: expected a mapping of settings, got ${got(data)}`]);

  const locate = locator(blank ? '{}' : source);
  const position = ({ path, at = 'value' }: Problem): Position => locate(path, at);
  const line = (problem: Problem, kind = ''): string => {
    const { line: row, column } = position(problem);
    return `${file}:${row}:${column}: ${kind}${problem.path.join('.')}: ${problem.message}`;
  };
  const fail = (problems: readonly Problem[]): never => {
    const ordered = problems
      .map((problem) => ({ problem, at: position(problem) }))
      .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
      .map(({ problem }) => line(problem));
    throw new SettingsError([...new Set(ordered)]);
  };

  const reserved = reservedKeys(data);
  const parsed = settingsSchema.safeParse(data);
  const unread = parsed.success ? reserved : [...reserved, ...problemsOf(parsed.error.issues, data)];
  if (!parsed.success || unread.length > 0)
    return fail([
      ...unread,
      ...furtherProblems(data, unread, (settings) => [...settingsProblems(settings), ...topologyProblems(settings)]),
    ]);
  const problems = settingsProblems(parsed.data);
  if (problems.length > 0) return fail([...problems, ...furtherProblems(data, problems, topologyProblems)]);
  return {
    settings: parsed.data,
    warnings: settingsWarnings(parsed.data).map((problem) => line(problem, 'warning: ')),
    format: (problem) => line(problem),
  };
};
