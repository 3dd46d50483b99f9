// What of a release is not taken over as upstream has it, and why.
import known from './known.json';

/** One thing of upstream's services that is known and done otherwise here, or not at all. */
export interface Known {
  /** Of the component; absent: every role. */
  readonly roles?: readonly string[];
  /** Field of a service in the data of a release: `entrypoint`, `healthcheck.test`, `environment.AWS_ACCESS_KEY_ID`. */
  readonly what: string;
  /** Exactly this one, `null` for none; absent: whatever it is. */
  readonly value?: unknown;
  readonly why: string;
}

export const knownThings: readonly Known[] = known;
