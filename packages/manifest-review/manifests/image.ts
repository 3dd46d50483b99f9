// Image references, as container runtimes read them.

export interface ImageReference {
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
export const parseImage = (image: string): ImageReference => {
  const [name = '', digest] = image.split('@');
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const named = /[.:A-Z]/.test(first) || first === 'localhost';
  const registry = !named || first === `index.${dockerHub}` ? dockerHub : first;
  const [, path = '', tag] = /^(.*?)(?::([^/:]*))?$/.exec(named ? name.slice(slash + 1) : name) ?? [];
  const repository = registry === dockerHub && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository, tag, digest };
};

/** The reference as text, with its registry. */
export const writeImage = ({ registry, repository, tag, digest }: ImageReference): string =>
  `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** `docker.io/library/postgres:14` of `postgres:14`: the name that every runtime takes for the same image. */
export const fullImage = (image: string): string => {
  const reference = parseImage(image);
  return writeImage(reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference);
};

/** Whether two references are spellings of one image. */
export const sameImage = (one: string, other: string): boolean => fullImage(one) === fullImage(other);

/** Last part of the repository: `web` of ghcr.io/example/web:1. */
export const imageName = (image: string): string => parseImage(image).repository.split('/').at(-1) ?? '';
