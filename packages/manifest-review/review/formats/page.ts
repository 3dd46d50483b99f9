// A review as a page, for which alone Graphviz and its like are loaded.
import type { Manifest } from '../../manifests';
import type { Review } from '../types';
import type * as Html from './html';

export type { HtmlProps } from './html';

/** The review as one HTML file without need of a network. */
export const htmlOf = (review: Review, old: readonly Manifest[], now: readonly Manifest[], props?: Html.HtmlProps): Promise<string> =>
  (require('./html') as typeof Html).htmlOf(review, old, now, props);
