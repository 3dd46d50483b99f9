import type { Settings } from '../settings/schema';

interface Reference {
  /** Registry host, with its port if it has one. */
  readonly registry: string;
  /** Path in the registry: `library/postgres` for Docker Hub's `postgres`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const dockerHub = 'docker.io';

/**
 * Splits an image reference and fills in what is left out, as container runtimes do (github.com/distribution/reference, normalize.go):
 * the first part is a registry if it has a dot, a port or an upper-case letter, or is `localhost`; any other image is Docker Hub's.
 */
export const parseImage = (image: string): Reference => {
  const [name = '', digest] = image.split('@');
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const named = /[.:A-Z]/.test(first) || first === 'localhost';
  const registry = !named || first === `index.${dockerHub}` ? dockerHub : first;
  const [, path = '', tag] = /^(.*?)(?::([^/:]*))?$/.exec(named ? name.slice(slash + 1) : name) ?? [];
  const repository = registry === dockerHub && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository, tag, digest };
};

const written = ({ registry, repository, tag, digest }: Reference): string =>
  `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** `docker.io/library/postgres:14` of `postgres:14`: the name that every runtime takes for the same image. */
export const fullImage = (image: string): string => {
  const reference = parseImage(image);
  return written(reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference);
};

/** Whether two references are spellings of one image. */
export const sameImage = (one: string, other: string): boolean => fullImage(one) === fullImage(other);

/** Last part of the repository: `sentry` of ghcr.io/getsentry/sentry:1. */
export const imageName = (image: string): string => parseImage(image).repository.split('/').at(-1) ?? '';

/**
 * The image as it is pulled, in full: a runtime may refuse short names, or ask several registries for them.
 * A setting replaces the registry, an override the tag or digest (a new tag drops the old digest).
 */
export const pulledImage = (image: string, { registry, registries, overrides }: Settings['images'], service: string): string => {
  const reference = parseImage(image);
  const override = overrides[service] ?? {};
  return written({
    registry: registries[reference.registry] ?? registry ?? reference.registry,
    repository: reference.repository,
    tag: override.tag ?? reference.tag,
    digest: override.digest ?? (override.tag === undefined ? reference.digest : undefined),
  });
};
