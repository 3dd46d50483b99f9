import { type Finding, type Review, type Verdict, verdicts } from '../types';

/** A field that changes alike in several objects. */
export interface Line {
  readonly path: string;
  readonly old?: unknown;
  readonly new?: unknown;
  /** Absent where all lines of the group have one reason. */
  readonly reason?: string;
  readonly objects: readonly string[];
}

/** What one rule found, in all objects. */
export interface Group {
  readonly ruleId: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** Absent where lines differ in it. */
  readonly reason?: string;
  readonly steps: string;
  readonly objects: readonly string[];
  readonly lines: readonly Line[];
}

// The container named as the component, and steps that change alike, are one line.
const general = (path: string, component: string): string =>
  path
    .replace(`ontainers[${component}]`, 'ontainers[*]')
    .replace(/initContainers\[[^\]]+\]/, 'initContainers[*]')
    .replace(/^spec\.(jobTemplate\.spec\.)?template\.spec\./, '');

interface Draft {
  readonly finding: Finding;
  readonly lines: Map<string, Line & { readonly objects: string[] }>;
  readonly objects: string[];
  readonly steps: string[];
  readonly reasons: string[];
}

const emptyDraft = (finding: Finding): Draft => ({ finding, lines: new Map(), objects: [], steps: [], reasons: [] });

const unique = (values: Iterable<string>): string[] => [...new Set(values)];

/** Findings by verdict, worst first, then by rule; each line once, with the objects in which it stands. */
export const groupsOf = ({ objects }: Review): Group[] => {
  const byRule = new Map<string, Draft>();
  for (const { key, component, findings } of objects)
    for (const finding of findings) {
      const path = general(finding.path, component);
      const group = byRule.get(finding.ruleId) ?? emptyDraft(finding);
      byRule.set(finding.ruleId, group);
      const id = JSON.stringify([path, finding.old, finding.new, finding.ruleId.startsWith('pods-') ? '' : finding.reason]);
      const line = group.lines.get(id) ?? { path, old: finding.old, new: finding.new, reason: finding.reason, objects: [] };
      group.lines.set(id, line);
      line.objects.push(key);
      group.objects.push(key);
      group.steps.push(finding.steps);
      group.reasons.push(finding.reason);
    }
  return [...byRule.values()]
    .map(({ finding: { ruleId, title, verdict }, lines, objects: keys, steps, reasons }): Group => {
      const [reason, ...others] = unique(reasons);
      const shared = others.length === 0;
      return {
        ruleId,
        title,
        verdict,
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
