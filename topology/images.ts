import type { Settings } from '../settings/schema';

interface Reference {
  /** Registry host and port; absent for Docker Hub. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Splits an image reference as the container runtime does: the first part is a registry if it has a dot or a port. */
export const parseImage = (image: string): Reference => {
  const [name = '', digest] = image.split('@');
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const registry = /[.:]/.test(first) || first === 'localhost' ? first : undefined;
  const rest = registry === undefined ? name : name.slice(slash + 1);
  const colon = rest.lastIndexOf(':');
  return colon < 0
    ? { registry, repository: rest, digest }
    : { registry, repository: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
};

/** Last part of the repository: `sentry` of ghcr.io/getsentry/sentry:1. */
export const imageName = (image: string): string => parseImage(image).repository.split('/').at(-1) ?? '';

/** The image as it is pulled: `images.registry` replaces the registry, an override the tag or digest (a new tag drops the old digest). */
export const pulledImage = (image: string, { registry, overrides }: Settings['images'], service: string): string => {
  const reference = parseImage(image);
  const override = overrides[service] ?? {};
  const tag = override.tag ?? reference.tag;
  const digest = override.digest ?? (override.tag === undefined ? reference.digest : undefined);
  const host = registry ?? reference.registry;
  return `${host === undefined ? '' : `${host}/`}${reference.repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
};
