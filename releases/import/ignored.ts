// What upstream writes and this leaves out, each by a rule that says why.
import ignored from './ignored.json';
import { plain, type YamlTree } from './tree';

/** One thing that is not used: exactly this value at exactly this place. */
export interface Ignored {
  readonly file: string;
  /** Dotted path as it is written, without any wildcard; the instruction of a Dockerfile, the name of a variable; empty for a whole file. */
  readonly path: string;
  /** As it is written, before variables are filled in; of a whole file, what git calls its content. */
  readonly value: unknown;
  readonly why: string;
}

export const rules: readonly Ignored[] = ignored;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The rule that leaves out this value of a file; nothing when there is none. */
export const ruleFor = (file: string, path: string, value: unknown): Ignored | undefined => ruleAt(file, path, () => value);

const ruleAt = (file: string, path: string, value: () => unknown): Ignored | undefined =>
  rules.find((rule) => rule.file === file && rule.path === path && same(rule.value, value()));

/** The tree without what rules leave out, and these rules. */
export const withoutIgnored = (tree: YamlTree): { readonly tree: YamlTree; readonly used: readonly Ignored[] } => {
  const used: Ignored[] = [];
  const kept = (each: YamlTree): YamlTree => {
    if (each.kind === 'scalar') return each;
    const left = ([, below]: readonly [unknown, YamlTree]): boolean => {
      const rule = ruleAt(below.at.file, below.at.written, () => plain(below));
      if (rule !== undefined) used.push(rule);
      return rule === undefined;
    };
    if (each.kind === 'list') return { ...each, items: [...each.items.entries()].filter(left).map(([, item]) => kept(item)) };
    return { ...each, entries: new Map([...each.entries].filter(left).map(([key, below]) => [key, kept(below)])) };
  };
  return { tree: kept(tree), used };
};
