// A review as it may be printed: no name or value in it can end a line or command a terminal.
import { isTree, printable, printableLine } from '../../manifests';
import type { Finding, Review, Summary } from '../types';

const value = (given: unknown): unknown => {
  if (typeof given === 'string') return printable(given);
  if (Array.isArray(given)) return given.map(value);
  return isTree(given) ? Object.fromEntries(Object.entries(given).map(([key, child]) => [printableLine(key), value(child)])) : given;
};

// The words of a rule stand in many findings.
const said = new Map<string, string>();

const words = (text: string): string => {
  const found = said.get(text);
  if (found !== undefined) return found;
  const line = printableLine(text);
  if (said.size < 1000) said.set(text, line);
  return line;
};

const finding = (found: Finding): Finding => ({
  ...found,
  path: printableLine(found.path),
  reason: words(found.reason),
  steps: words(found.steps),
  ...(found.old === undefined ? undefined : { old: value(found.old) }),
  ...(found.new === undefined ? undefined : { new: value(found.new) }),
});

const summary = ({ downtime, stopped, restarts, images, unknownKinds, ...rest }: Summary): Summary => ({
  ...rest,
  downtime: downtime.map(({ component, reason }) => ({ component: printableLine(component), reason: printableLine(reason) })),
  stopped: stopped.map(printableLine),
  restarts: restarts.map(printableLine),
  unknownKinds: unknownKinds.map(printableLine),
  images: images.map(({ old, new: now, components }) => ({
    ...(old === undefined ? {} : { old: printableLine(old) }),
    ...(now === undefined ? {} : { new: printableLine(now) }),
    components: components.map(printableLine),
  })),
});

/** What the formats for people show of a review: without its manifests. */
export const printableReview = ({ old, new: now, objects, summary: sums }: Review): Review => ({
  old: printableLine(old),
  new: printableLine(now),
  objects: objects.map(({ id, key, component, change, verdict, findings, rollout }) => ({
    id,
    key: printableLine(key),
    component: printableLine(component),
    change,
    verdict,
    findings: findings.map(finding),
    ...(rollout === undefined ? {} : { rollout }),
  })),
  summary: summary(sums),
});
