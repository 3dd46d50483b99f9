// The hash of a content.
import { createHash } from 'node:crypto';

/** Ten hexadecimal digits of the content, for names of Jobs and for annotations that roll pods. */
export const contentHash = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 10);
