// What the cluster puts in front of a door: Ingress or HTTPRoute, and Certificate.
import type { Construct } from 'constructs';
import type { DoorSettings } from '../../settings/schema/ingress';
import { type Instance, objectName } from '../kubernetes/instance';
import { certificate } from './certificate';
import { controllerOf, type DoorLimits } from './controllers';
import { httpRoute, mostMatches } from './http-route';
import { ingress } from './ingress';
import type { DoorPath } from './paths';

export interface FrontProps {
  readonly instance: Instance;
  /** Name of the door. */
  readonly component: string;
  /** Port of its Service. */
  readonly port: number;
  readonly host: string;
  readonly limits: DoorLimits;
  readonly settings: DoorSettings;
  /** Paths that lead to the door, at most so many, as expressions only if those can be matched. */
  readonly paths: (can: { readonly expression: boolean; readonly most?: number }) => readonly DoorPath[];
}

/** What stands in front of a door: an Ingress or an HTTPRoute, and the Certificate of its host. */
export const front = (scope: Construct, { instance, component, port, host, limits, settings, paths }: FrontProps): void => {
  const { controller, gateway, className, certManager, annotations: own } = settings;
  const { expression, annotations, prefixReason, gateway: can } = controllerOf(controller);
  const tlsSecret = settings.tlsSecret ?? (certManager === undefined ? undefined : objectName(instance, `${component}-tls`));
  const because = (chosen: readonly DoorPath[]): Record<string, string> =>
    prefixReason !== undefined && chosen.some(({ path, type }) => type === 'Prefix' && path !== '/')
      ? { 'cdk8s-sentry/prefix-because': prefixReason }
      : {};

  if (gateway === undefined) {
    const chosen = paths({ expression: expression !== undefined });
    const ours = {
      ...because(chosen),
      ...(chosen.some(({ type }) => type === 'Expression') ? expression?.annotations : {}),
      ...annotations?.(limits),
    };
    ingress(scope, { instance, component, host, paths: chosen, controller, className, tlsSecret, annotations: { ...ours, ...own } });
  } else {
    const chosen = paths({ expression: can?.expression === true, most: mostMatches });
    const timeoutSeconds = can?.timeouts === true ? limits.answerSeconds : undefined;
    httpRoute(scope, {
      instance,
      component,
      port,
      host,
      paths: chosen,
      gateway,
      timeoutSeconds,
      annotations: { ...because(chosen), ...own },
    });
  }
  if (certManager !== undefined && tlsSecret !== undefined)
    certificate(scope, { instance, component, host, secretName: tlsSecret, certManager, gatewayNamespace: gateway?.namespace });
};
