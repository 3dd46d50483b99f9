// How a rule of what the API server refuses is written.
import type { Rule } from '../rule';

/** What to do where a field cannot change. */
export const replace = 'Give it a new name, or delete it and apply again: what it does stops in between.';

export const rejected = (id: string, title: string, reason: string, steps: string, find: Rule['find']): Rule => ({
  id,
  verdict: 'rejected',
  title,
  reason,
  steps,
  find,
});
