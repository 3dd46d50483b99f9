// A command line's words.
import { ImportError } from './error';

const word = /(?:[^\s"'\\`;&|<>()]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g;
const quoting = /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g;

/**
 * Words of a command line as Compose splits them: quotes and backslashes as in a shell, nothing expanded.
 * Throws ImportError for an open quote and for what only a shell understands (`|`, `;`, `>` …).
 */
export const splitWords = (line: string): string[] => {
  if (line.replace(word, '').trim() !== '')
    throw new ImportError(`expected a command of words and closed quotes, got ${JSON.stringify(line)}`);
  return (line.match(word) ?? []).map((found) =>
    found.replace(quoting, (_match, escaped, double, single) => escaped ?? single ?? double.replace(/\\([\s\S])/g, '$1')),
  );
};
