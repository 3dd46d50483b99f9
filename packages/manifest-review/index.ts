// What a change of Kubernetes manifests will do, before it is applied.
import type { Manifest } from './manifests';
import type { Knowledge } from './picture/from-manifests';
import type { Review } from './review/types';

export type { Change } from './review/changes';
export { jsonOf } from './review/formats/json';
export { markdownOf } from './review/formats/markdown';
export { textOf } from './review/formats/text';
export { ReviewError, readManifests, type SourceFile } from './review/read';
export { type ReviewProps, review } from './review/review';
export { replicasOf, templateChanges } from './review/rollout';
export { added, any, changed, type Finder, type Match, ofKinds, type Pair, type Rule, removed } from './review/rule';
export { allRules } from './review/rules';
export { compareVersions, storeOf } from './review/rules/images';
export { filesAt, filesOfRevision, isDirty, type Source } from './review/sources';
export { type Finding, type Review, type Verdict, verdicts, verdictWords } from './review/types';
export { World } from './review/world';

/** The review as one HTML file without need of a network. Graphviz is loaded for it alone. */
export const htmlOf = async (found: Review, old: readonly Manifest[], now: readonly Manifest[], knowledge?: Knowledge): Promise<string> =>
  (await import('./review/formats/html.js')).htmlOf(found, old, now, knowledge);
