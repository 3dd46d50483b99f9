import type { Manifest } from '../../constructs/kubernetes/subsystem-chart';
import { renderPage } from '../page/page';
import { reviewPictures } from '../page/pictures';
import type { Review } from '../types';

/** One HTML file without need of a network; the pictures in it are of both sides, of which a review has only what changed. */
export const htmlOf = async (review: Review, old: readonly Manifest[], now: readonly Manifest[]): Promise<string> =>
  renderPage(review, await reviewPictures(old, now, review));
