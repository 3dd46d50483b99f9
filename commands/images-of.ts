// Which images a set of manifests pulls, init containers' too.
import { type Manifest, podSpecs } from 'manifest-review/manifests';

/** The image of every container, in their order. */
export const imagesOf = (manifests: readonly Manifest[]): string[] =>
  manifests
    .flatMap((manifest) => podSpecs(manifest))
    .flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers].map(({ image }) => image));
