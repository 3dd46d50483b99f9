// The manifests of all pairs at once, for what must hold of any review.
import type { Manifest } from '../../manifests';
import { rulePairs } from './pairs';

/** One side of all pairs, each in a namespace of its own. */
export const everything = (side: 0 | 1): Manifest[] =>
  rulePairs.flatMap(({ fires }, index) =>
    fires[side].map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace: `n${index}` } })),
  );
