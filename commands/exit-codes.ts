// The numbers that a command ends with, for scripts and CI.

/** What a command ends with. A stack trace, which ends with 1 too, is a mistake of ours. */
export const exitCodes = {
  done: 0,
  /** Standard error says what to mend; nothing was written. */
  mend: 1,
  /** `review` found an object as bad as its --fail-on, or worse. */
  failOn: 2,
} as const;
