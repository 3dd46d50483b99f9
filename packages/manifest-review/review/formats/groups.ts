// Findings of many objects as few lines.
import { type Effect, type Finding, type Review, type Verdict, verdicts } from '../types';

/** A field that changes alike in several objects. */
export interface GroupLine {
  readonly path: string;
  readonly old?: unknown;
  readonly new?: unknown;
  /** Absent where all lines of the group have one reason. */
  readonly reason?: string;
  readonly objects: readonly string[];
}

/** What one rule found, in all objects. */
export interface RuleGroup {
  readonly ruleId: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly effect?: Effect;
  /** Absent where lines differ in it. */
  readonly reason?: string;
  readonly steps: string;
  readonly objects: readonly string[];
  readonly lines: readonly GroupLine[];
}

/** Said of each field of a template; the reason is the workload's, so which pods are replaced matters more than why. */
export const replacesPods = ({ effect }: { readonly effect?: Effect }): boolean =>
  effect === 'rolling' || effect === 'gap' || effect === 'held';

// The container named as the component, and steps that change alike, are one line.
const general = (path: string, component: string): string =>
  path
    .replace(`ontainers[${component}]`, 'ontainers[*]')
    .replace(/initContainers\[[^\]]+\]/, 'initContainers[*]')
    .replace(/^spec\.(jobTemplate\.spec\.)?template\.spec\./, '');

interface Gathered {
  readonly finding: Finding;
  readonly lines: Map<string, GroupLine & { readonly objects: string[] }>;
  readonly objects: string[];
  readonly steps: string[];
  readonly reasons: string[];
}

const nothingYet = (finding: Finding): Gathered => ({ finding, lines: new Map(), objects: [], steps: [], reasons: [] });

const unique = (values: Iterable<string>): string[] => [...new Set(values)];

/** Findings by verdict, worst first, then by rule; each line once, with the objects in which it stands. */
export const groupsOf = ({ objects }: Review): RuleGroup[] => {
  const byRule = new Map<string, Gathered>();
  for (const { key, component, findings } of objects)
    for (const finding of findings) {
      const path = general(finding.path, component);
      const group = byRule.get(finding.ruleId) ?? nothingYet(finding);
      byRule.set(finding.ruleId, group);
      const id = JSON.stringify([path, finding.old, finding.new, replacesPods(finding) ? '' : finding.reason]);
      const line = group.lines.get(id) ?? { path, old: finding.old, new: finding.new, reason: finding.reason, objects: [] };
      group.lines.set(id, line);
      line.objects.push(key);
      group.objects.push(key);
      group.steps.push(finding.steps);
      group.reasons.push(finding.reason);
    }
  return [...byRule.values()]
    .map(({ finding: { ruleId, title, verdict, effect }, lines, objects: keys, steps, reasons }): RuleGroup => {
      const [reason, ...others] = unique(reasons);
      const shared = others.length === 0;
      return {
        ruleId,
        title,
        verdict,
        ...(effect === undefined ? {} : { effect }),
        ...(shared && reason !== undefined ? { reason } : {}),
        steps: unique(steps).join(' '),
        objects: unique(keys),
        lines: [...lines.values()]
          .sort((a, b) => b.objects.length - a.objects.length)
          .map(({ reason: own, ...line }) => ({
            ...line,
            objects: unique(line.objects),
            ...(shared ? {} : { reason: own }),
          })),
      };
    })
    .sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) || b.objects.length - a.objects.length);
};
