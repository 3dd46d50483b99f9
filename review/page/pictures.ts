import type { Manifest } from '../../constructs/kubernetes/subsystem-chart';
import { systemOf } from '../../picture/from-manifests';
import { componentOf } from '../../picture/objects';
import { byScope, scopes } from '../../picture/scopes';
import { toInlineSvg } from '../../picture/svg';
import type { Part, System } from '../../picture/system';
import { type Review, type Verdict, verdicts, verdictWords } from '../types';
import { componentLabels } from './data';

/** Pictures of the systems that a change touches. */
export interface Pictures {
  readonly drawn: readonly { readonly name: string; readonly svg: string }[];
  /** Why a picture is missing, in a sentence; empty where none is. */
  readonly missing: string;
}

// More than these are no picture that anybody reads, and take Graphviz seconds.
const mostParts = 160;
const mostPictures = 12;

/** What runs before, after, or both; parts of both are as they will be. */
const union = (old: System, now: System): System => ({
  name: now.name,
  parts: [...new Map([...old.parts, ...now.parts].map((part) => [part.id, part])).values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  links: [...new Map([...old.links, ...now.links].map((link) => [JSON.stringify([link.from, link.to, link.kind]), link])).values()],
});

const worst = (review: Review, labelOf: (manifest: Manifest) => string): Map<string, Verdict> => {
  const found = new Map<string, Verdict>();
  for (const { old, new: now, verdict } of review.objects) {
    const manifest = now ?? old;
    if (manifest === undefined) continue;
    const label = labelOf(manifest);
    const known = found.get(label);
    if (known === undefined || verdicts.indexOf(verdict) < verdicts.indexOf(known)) found.set(label, verdict);
  }
  return found;
};

/** One system with what the change does to each part: its colour, a word, and a link that shows its objects. */
const draw = async (name: string, prefix: string, system: System, verdictOf: (part: Part) => [string, Verdict] | undefined) => ({
  name,
  svg: await toInlineSvg(system, {
    prefix,
    explained: false,
    extra: (part) => {
      const touched = verdictOf(part);
      return touched === undefined ? undefined : `touched ${touched[1]}`;
    },
    note: (part) => {
      const touched = verdictOf(part);
      return touched === undefined ? undefined : verdictWords(touched[1]);
    },
    href: (part) => {
      const touched = verdictOf(part);
      return touched === undefined ? undefined : `#component=${encodeURIComponent(touched[0])}`;
    },
  }),
});

/**
 * The systems of both sides, drawn as one each, those alone that the change touches. A review holds only what changed, so both sides are needed whole.
 * What connects the parts is read from the manifests: NetworkPolicies, or else names of Services.
 */
export const reviewPictures = async (old: readonly Manifest[], now: readonly Manifest[], review: Review): Promise<Pictures> => {
  const scopeOf = scopes([...old, ...now]);
  const [before, after] = [byScope(old, scopeOf), byScope(now, scopeOf)];
  const labelOf = componentLabels(review);
  const verdictByLabel = worst(review, labelOf);
  const touched = new Set(review.objects.flatMap((object) => object.new ?? object.old ?? []).map(scopeOf));
  const missing: string[] = [];
  const drawn: Pictures['drawn'][number][] = [];
  for (const name of [...touched].sort()) {
    const [left, right] = [before.get(name) ?? [], after.get(name) ?? []];
    const system = union(systemOf(name, left), systemOf(name, right));
    if (system.parts.length === 0) continue;
    const title = name === '' ? 'The system' : name;
    if (system.parts.length > mostParts) missing.push(`${title} has ${system.parts.length} parts, more than a picture can show.`);
    else if (drawn.length === mostPictures) missing.push(`${title} is not drawn: more than ${mostPictures} systems change.`);
    else {
      const labels = new Map([...left, ...right].map((manifest) => [componentOf(manifest), labelOf(manifest)]));
      const verdictOf = ({ id }: Part): [string, Verdict] | undefined => {
        const label = labels.get(id);
        const verdict = label === undefined ? undefined : verdictByLabel.get(label);
        return label === undefined || verdict === undefined ? undefined : [label, verdict];
      };
      drawn.push(await draw(title, `s${drawn.length}-`, system, verdictOf));
    }
  }
  if (drawn.length === 0 && missing.length === 0) missing.push('No picture: nothing that changes belongs to a workload.');
  return { drawn, missing: missing.length > 3 ? `${missing.slice(0, 3).join(' ')} So are ${missing.length - 3} more.` : missing.join(' ') };
};
