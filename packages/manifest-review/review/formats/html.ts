import type { Manifest } from '../../manifests/manifest';
import type { Knowledge } from '../../picture/from-manifests';
import { renderPage } from '../page/page';
import { reviewPictures } from '../page/pictures';
import type { Review } from '../types';

/** One HTML file without need of a network; the pictures in it are of both sides, of which a review has only what changed. */
export const htmlOf = async (review: Review, old: readonly Manifest[], now: readonly Manifest[], knowledge?: Knowledge): Promise<string> =>
  renderPage(review, await reviewPictures(old, now, review, knowledge));
