// A door's HTTPRoute.
import type { Construct } from 'constructs';
import { HttpRoute, HttpRouteSpecRulesMatchesPathType as PathType } from '../../imports/gateway.networking.k8s.io';
import type { DoorSettings } from '../../settings/schema/ingress';
import { type Instance, metadata, objectName } from '../kubernetes/instance';
import { KubernetesObject } from '../kubernetes/object';
import type { DoorPath } from './paths';

export interface HttpRouteProps {
  readonly instance: Instance;
  /** Name of the Service behind it. */
  readonly component: string;
  readonly port: number;
  readonly host: string;
  readonly paths: readonly DoorPath[];
  readonly gateway: NonNullable<DoorSettings['gateway']>;
  /** How long the Gateway waits for an answer. @default - its own default */
  readonly timeoutSeconds?: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Matches of one HTTPRoute, and of one of its rules, that the API server takes. */
export const mostMatches = 128;
const matchesOfRule = 64;

const pathMatch = ({ type, path }: DoorPath) =>
  ({
    Exact: { type: PathType.EXACT, value: path },
    Prefix: { type: PathType.PATH_PREFIX, value: path },
    // Whether an expression has to match the whole path is left to implementations.
    Expression: { type: PathType.REGULAR_EXPRESSION, value: `^${path}$` },
  })[type];

/**
 * One host, its paths, one Service, at a Gateway that exists. With the defaults of what stands in lists: kubectl
 * replaces a custom resource's lists whole, and would call the object configured at each apply.
 */
export const httpRoute = (
  scope: Construct,
  { instance, component, port, host, paths, gateway, timeoutSeconds, annotations }: HttpRouteProps,
): void => {
  const rules = Array.from({ length: Math.ceil(paths.length / matchesOfRule) }, (_, index) => ({
    matches: paths.slice(index * matchesOfRule, (index + 1) * matchesOfRule).map((path) => ({ path: pathMatch(path) })),
    backendRefs: [{ group: '', kind: 'Service', name: objectName(instance, component), port, weight: 1 }],
    timeouts: timeoutSeconds === undefined ? undefined : { request: `${timeoutSeconds}s` },
  }));
  new KubernetesObject(scope, 'route', HttpRoute, {
    metadata: { ...metadata(instance, component), ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }) },
    spec: {
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: gateway.name,
          namespace: gateway.namespace ?? instance.namespace,
          sectionName: gateway.sectionName,
        },
      ],
      hostnames: [host],
      rules,
    },
  });
};
