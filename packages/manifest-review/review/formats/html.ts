// A review as a page.
import type { Manifest } from '../../manifests';
import type { Knowledge } from '../../picture/from-manifests';
import { renderPage } from '../page/page';
import { reviewPictures } from '../page/pictures';
import type { Review } from '../types';
import type { FormatProps } from './props';

export interface HtmlProps extends FormatProps {
  /** Page that explains the verdicts. @default none */
  readonly verdictsUrl?: string;
  /** What the pictures are told of the system. @default what manifests say */
  readonly knowledge?: Knowledge;
}

/** One HTML file without need of a network; the pictures in it are of both sides, of which a review has only what changed. */
export const htmlOf = async (
  review: Review,
  old: readonly Manifest[],
  now: readonly Manifest[],
  { knowledge, ...props }: HtmlProps = {},
): Promise<string> => renderPage(review, await reviewPictures(old, now, review, knowledge), props);
