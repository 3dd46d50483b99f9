// The reviews whose pages are tried.
import type { Manifest } from 'manifest-review/manifests';
import { reviewSentry as review, sentryPicture } from '../../knowledge';
import { htmlOf } from '../../packages/manifest-review/review/formats/html';
import type { Review } from '../../packages/manifest-review/review/types';
import { manifestsOf } from '../support/scenarios';

export interface Reviewed {
  readonly review: Review;
  readonly html: string;
}

export const reviewed = async (old: readonly Manifest[], now: readonly Manifest[]): Promise<Reviewed> => {
  const found = review(old, now, { oldName: 'old/', newName: 'new/' });
  return { review: found, html: await htmlOf(found, old, now, { knowledge: sentryPicture }) };
};

/** A release and a profile: many of every kind. */
export const upgrade = (): Promise<Reviewed> => reviewed(manifestsOf('release-26.5.1'), manifestsOf('feature-complete'));

export const profile = (): Promise<Reviewed> => reviewed(manifestsOf('default'), manifestsOf('feature-complete'));
