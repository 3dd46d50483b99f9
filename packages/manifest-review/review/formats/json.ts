// A review as JSON.
import type { Review } from '../types';

/** The whole review, for programs. */
export const jsonOf = (review: Review): string =>
  `${JSON.stringify(review, null, 2).replace(/[\u007f-\u009f\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
