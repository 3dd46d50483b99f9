// What is known of Sentry beyond rendering it, for the review and the picture.
import { type Review, type ReviewProps, type Rule, review } from 'manifest-review';
import type { Manifest } from 'manifest-review/manifests';
import { type System, systemOf } from 'manifest-review/picture';
import type { Rendered } from '../render';
import { edgeRules } from './edge';
import { sentryPicture } from './parts';
import { sentryRules } from './sentry';
import { topicRules } from './topics';

export { sentryPicture };

/** Rules of the review that know Sentry. */
export const knownRules: readonly Rule[] = [...sentryRules, ...topicRules, ...edgeRules];

/** A review by Kubernetes' rules and Sentry's. */
export const reviewSentry = (old: readonly Manifest[], now: readonly Manifest[], props: ReviewProps = {}): Review =>
  review(old, now, { ...props, rules: [...knownRules, ...(props.rules ?? [])] });

/** The picture of what one file of settings renders. */
export const systemOfFile = ({
  settings,
  manifests,
}: Pick<Rendered, 'manifests'> & { readonly settings: { readonly instance: string } }): System =>
  systemOf(settings.instance, [...manifests.values()].flat(), sentryPicture);
