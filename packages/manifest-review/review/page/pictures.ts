// Pictures of what a change touches, coloured by verdict, as long as somebody can read them.
import { componentOf, type Manifest } from '../../manifests';
import { type Knowledge, systemOf } from '../../picture/from-manifests';
import { componentPodsOf } from '../../picture/objects';
import { byScope, scopes } from '../../picture/scopes';
import { toInlineSvg } from '../../picture/svg';
import { type Drawing, type Part, type System, union } from '../../picture/system';
import { listed } from '../formats/words';
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

/** What the change does to a part of the picture. */
interface Touch {
  readonly label: string;
  readonly verdict: Verdict;
  /** Where it is on one side alone. */
  readonly only?: 'new' | 'gone';
}

/** One system in which a part that is touched has the colour of its verdict, the word, and a link to its objects. */
const draw = async (name: string, prefix: string, system: Drawing, touchOf: (part: Part) => Touch | undefined) => {
  const ifTouched =
    (word: (touch: Touch) => string) =>
    (part: Part): string | undefined => {
      const touch = touchOf(part);
      return touch === undefined ? undefined : word(touch);
    };
  const svg = await toInlineSvg(system, {
    prefix,
    explained: false,
    extra: ifTouched(({ verdict }) => `touched ${verdict}`),
    note: ifTouched(({ verdict, only }) => [verdictWords(verdict), ...(only === undefined ? [] : [only])].join(', ')),
    href: ifTouched(({ label }) => `#component=${encodeURIComponent(label)}`),
  });
  return { name, svg };
};

/** What the change does to each part of a system; nothing to those that it leaves alone. */
const touches = (before: System, after: System, labels: ReadonlyMap<string, string>, verdictByLabel: ReadonlyMap<string, Verdict>) => {
  const [old, now] = [before, after].map(({ parts }) => new Set(parts.map(({ id }) => id)));
  return ({ id }: Part): Touch | undefined => {
    const label = labels.get(id);
    const verdict = label === undefined ? undefined : verdictByLabel.get(label);
    if (label === undefined || verdict === undefined) return undefined;
    return { label, verdict, only: old?.has(id) !== true ? 'new' : now?.has(id) !== true ? 'gone' : undefined };
  };
};

/**
 * The systems of both sides, drawn as one each, those alone that the change touches. A review holds only what changed, so both sides are needed whole.
 * What connects the parts is read from the manifests: NetworkPolicies, or else names of Services.
 */
export const reviewPictures = async (
  old: readonly Manifest[],
  now: readonly Manifest[],
  review: Review,
  knowledge?: Knowledge,
): Promise<Pictures> => {
  const scopeOf = scopes([...old, ...now]);
  const [oldScopes, newScopes] = [byScope(old, scopeOf), byScope(now, scopeOf)];
  const labelOf = componentLabels(review);
  const verdictByLabel = worst(review, labelOf);
  const touched = new Set(review.objects.flatMap((object) => object.new ?? object.old ?? []).map(scopeOf));
  const drawn: Pictures['drawn'][number][] = [];
  const missing: string[] = [];
  const left: string[] = [];
  for (const scope of [...touched].sort()) {
    const sides = [oldScopes.get(scope) ?? [], newScopes.get(scope) ?? []] as const;
    if (!sides.flat().some((manifest) => componentPodsOf(manifest) !== undefined)) continue;
    const name = scope === '' ? 'The system' : scope;
    if (drawn.length === mostPictures) {
      left.push(name);
      continue;
    }
    const [before, after] = [systemOf(name, sides[0], knowledge), systemOf(name, sides[1], knowledge)];
    const system = union(before, after);
    if (system.parts.length > mostParts) {
      missing.push(`${name} is not drawn: it has ${system.parts.length} parts, more than a picture can show.`);
      continue;
    }
    const labels = new Map(sides.flat().map((manifest) => [componentOf(manifest), labelOf(manifest)]));
    drawn.push(await draw(name, `s${drawn.length}`, system, touches(before, after, labels, verdictByLabel)));
  }
  if (left.length > 0) missing.push(`Not drawn, since more than ${mostPictures} systems change: ${listed(left, 5)}.`);
  if (drawn.length + missing.length === 0) missing.push('No picture: nothing that changes belongs to a workload.');
  return { drawn, missing: missing.slice(0, 4).join(' ') };
};
