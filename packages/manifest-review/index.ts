// What a change of Kubernetes manifests will do, before it is applied.
export { type ReviewCommandProps, reviewCommand, reviewFormats, type WriteReviewProps, writeReview } from './command/review';
export { type Acceptance, accept, readAcceptances } from './review/accepted';
export type { Change } from './review/changes';
export { jsonOf } from './review/formats/json';
export { markdownOf } from './review/formats/markdown';
export { type HtmlProps, htmlOf } from './review/formats/page';
export type { FormatProps } from './review/formats/props';
export { type TextProps, textOf } from './review/formats/text';
export { type BothSides, ReviewError, readManifests, type SourceFile } from './review/read';
export { type ReviewProps, review } from './review/review';
export { replicasOf, templateChanges } from './review/rollout';
export {
  type Added,
  anyKind,
  type Changed,
  type Finder,
  fields,
  type Match,
  onAdded,
  onAny,
  onApplied,
  onChanged,
  onRemoved,
  type Pair,
  type Removed,
  type Rule,
  whole,
  wholeIf,
} from './review/rule';
export { allRules } from './review/rules';
export { compareVersions } from './review/rules/images';
export { argvOf, optionValue } from './review/rules/kafka';
export { filesAt, filesOfRevision, isDirty, type Source } from './review/sources';
export { type Finding, type Review, type Verdict, verdicts, verdictWords } from './review/types';
export { World } from './review/world';
