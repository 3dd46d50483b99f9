import type { Manifest } from '../constructs/kubernetes/subsystem-chart';
import type { Review } from './types';

export interface ReviewProps {
  /** What was compared. @default 'old' */
  readonly oldName?: string;
  /** @default 'new' */
  readonly newName?: string;
}

/** What happens to a running system of the old manifests when the new ones are applied. Pure: no cluster, no files. */
export const review = (
  _old: readonly Manifest[],
  _now: readonly Manifest[],
  { oldName = 'old', newName = 'new' }: ReviewProps = {},
): Review => ({
  old: oldName,
  new: newName,
  objects: [],
  summary: {
    counts: { rejected: 0, 'data-loss': 0, exposure: 0, leak: 0, outage: 0, restart: 0, 'no-effect-yet': 0, safe: 0 },
    added: 0,
    removed: 0,
    changed: 0,
    unchanged: 0,
    downtime: [],
    restarts: [],
    requests: { milliCpu: 0, memory: 0, storage: 0 },
    images: [],
    unknownKinds: [],
  },
});
