// What a compose file does not say of its images.
import { imageName } from 'manifest-review/manifests';
import catalogue from '../images.json';
import type { Image, Service } from '../release';

const known = new Map<string, Image & { readonly source: string }>(Object.entries(catalogue.images));

/** What releases/images.json says of the images of the services, by name in order; `unknown` are those that it lacks. */
export const imagesOf = (services: Readonly<Record<string, Service>>): { images: Record<string, Image>; unknown: readonly string[] } => {
  const names = [...new Set(Object.values(services).map(({ image }) => imageName(image)))].sort();
  return {
    images: Object.fromEntries(
      names.flatMap((name): [string, Image][] => {
        const found = known.get(name);
        if (found === undefined) return [];
        const { source: _source, ...image } = found;
        return [[name, image]];
      }),
    ),
    unknown: names.filter((name) => !known.has(name)),
  };
};
