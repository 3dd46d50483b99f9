// A review as JSON.
import type { Review } from '../types';

/** The whole review, for programs. */
export const jsonOf = (review: Review): string => `${JSON.stringify(review, null, 2)}\n`;
