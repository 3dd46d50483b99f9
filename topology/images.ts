// Names of images as they are pulled.
import { imageName, parseImage, writeImage } from 'manifest-review/manifests';
import type { Settings } from '../settings/schema';

/** Services of Sentry's own image, by the last part of its name. */
const runsSentry = (image: string): boolean => imageName(image) === 'sentry';

/**
 * The image as it is pulled, in full: a runtime may refuse short names, or ask several registries for them.
 * A setting replaces the registry, an override the tag or digest (a new tag drops the old digest): that of the first of the services that has one.
 */
export const pulledImage = (
  image: string,
  { images: { sentry, registry, registries, overrides }, nodestore }: Pick<Settings, 'images' | 'nodestore'>,
  ...services: readonly string[]
): string => {
  const own = runsSentry(image) ? sentry : undefined;
  const reference = parseImage(own ?? (runsSentry(image) ? nodestore.image : undefined) ?? image);
  const override = services.map((service) => overrides[service]).find((each) => each !== undefined) ?? {};
  return writeImage({
    registry: own === undefined ? (registries[reference.registry] ?? registry ?? reference.registry) : reference.registry,
    repository: reference.repository,
    tag: override.tag ?? reference.tag,
    digest: override.digest ?? (override.tag === undefined ? reference.digest : undefined),
  });
};
