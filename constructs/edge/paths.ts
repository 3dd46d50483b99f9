// Open endpoints as paths of an Ingress or HTTPRoute, as narrow as these can say.
import { type EndpointName, endpoints } from '../../settings/endpoints';

/** A path that leads to a door. An expression matches the whole path and has no anchors yet. */
export interface DoorPath {
  readonly type: 'Exact' | 'Prefix' | 'Expression';
  readonly path: string;
}

export interface PublicPathsProps {
  readonly endpoints: readonly EndpointName[];
  readonly projects?: readonly number[];
  /** Whether what serves the paths can match expressions. */
  readonly expression: boolean;
  /** Paths that one object may hold. @default - any number */
  readonly most?: number;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** The narrowest form of the open endpoints: exact for the listed projects where no endpoint lets the sender choose, else an expression, else a prefix. */
export const publicPaths = ({
  endpoints: names,
  projects = [],
  expression,
  most = Number.POSITIVE_INFINITY,
}: PublicPathsProps): DoorPath[] => {
  const ids = unique(projects);
  const open = unique(names).flatMap((name) => endpoints[name].paths.map((path) => ({ path, slash: endpoints[name].slash })));
  const exact = ids.flatMap((id) =>
    open.flatMap(({ path, slash }) => [`/api/${id}/${path}/`, ...(slash === 'optional' ? [`/api/${id}/${path}`] : [])]),
  );
  if (exact.length > 0 && exact.length <= most && !exact.some((path) => path.includes('{')))
    return exact.map((path) => ({ type: 'Exact', path }));
  if (expression)
    return open.map(({ path, slash }) => ({
      type: 'Expression',
      path: `/api/[1-9][0-9]{0,19}/${path.replace(/\{\w+\}/g, '[^/]+')}/${slash === 'optional' ? '?' : ''}`,
    }));
  const prefixes = ids.length > 0 && ids.length <= most ? ids.map((id) => `/api/${id}/`) : ['/api/'];
  return prefixes.map((path) => ({ type: 'Prefix', path }));
};
