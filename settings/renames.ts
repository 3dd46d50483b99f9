// Settings that had another name in an older version, for who upgrades.
import type { Problem } from './problem';

export interface Rename {
  /** Dotted path of before; `*` stands for any name. */
  readonly from: string;
  /** Dotted path of now, with the same `*`. */
  readonly to: string;
  /** Version of cdk8s-sentry that reads the new name alone. */
  readonly since: string;
}

/** Oldest first. Every setting still has the name that it had in the first version. */
export const renames: readonly Rename[] = [];

/** The new path, where the rename is of this one. */
export const renamed = ({ from, to }: Rename, path: readonly (string | number)[]): readonly string[] | undefined => {
  const pattern = from.split('.');
  if (pattern.length !== path.length || !pattern.every((part, index) => part === '*' || part === String(path[index]))) return undefined;
  const names = path.filter((_, index) => pattern[index] === '*').map(String);
  return to.split('.').map((part) => (part === '*' ? (names.shift() ?? part) : part));
};

/** Of an unknown setting that had this name once, the new one and the command that rewrites the file. */
export const explainRenames = (problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => {
    if (problem.kind !== 'unknown') return problem;
    const found = renames.flatMap((rename) => {
      const to = renamed(rename, problem.path);
      return to === undefined ? [] : [`unknown setting since ${rename.since}: it is ${to.join('.')} now; cdk8s-sentry migrate rewrites it`];
    });
    return found[0] === undefined ? problem : { ...problem, message: found[0] };
  });
