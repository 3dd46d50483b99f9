// Names of images as they are pulled.
import { parseImage, writeImage } from 'manifest-review/manifests';
import type { Settings } from '../settings/schema';

/**
 * The image as it is pulled, in full: a runtime may refuse short names, or ask several registries for them.
 * A setting replaces the registry, an override the tag or digest (a new tag drops the old digest).
 */
export const pulledImage = (image: string, { registry, registries, overrides }: Settings['images'], service: string): string => {
  const reference = parseImage(image);
  const override = overrides[service] ?? {};
  return writeImage({
    registry: registries[reference.registry] ?? registry ?? reference.registry,
    repository: reference.repository,
    tag: override.tag ?? reference.tag,
    digest: override.digest ?? (override.tag === undefined ? reference.digest : undefined),
  });
};
