// What each Ingress controller and Gateway can express, with its source.
import { type ControllerName, isControllerName } from '../../settings/schema/ingress';

type Annotations = Readonly<Record<string, string>>;

/** What the door behind takes and waits for; a controller that allows less would refuse or cut off what the door accepts. */
export interface DoorLimits {
  /** Of 2^20 bytes. */
  readonly bodyMegabytes: number;
  /** The longest that the door takes to answer a request that it has whole. */
  readonly answerSeconds: number;
  /** What the door answers to a load balancer that asks it whether it is healthy. */
  readonly health: { readonly path: string; readonly status: number };
}

interface Controller {
  /** How its Ingress writes a regular expression, in a path of type ImplementationSpecific. */
  readonly expression?: {
    readonly annotations?: Annotations;
    /** @param expression begins with a slash, and is meant to match the whole path */
    readonly path: (expression: string) => string;
  };
  /** Annotations that any Ingress needs. */
  readonly annotations?: (limits: DoorLimits) => Annotations;
  /** Whether its HTTPRoutes have matches of type RegularExpression that can be anchored, and request timeouts. */
  readonly gateway?: { readonly expression: boolean; readonly timeouts: boolean };
  /** Why paths are prefixes where no expression can be written. */
  readonly prefixReason?: string;
}

const wholly = (expression: string): string => `${expression}$`;

// Envoy matches an expression against the whole path, and cuts a request off after 15 s where nothing else is said;
// HTTPRouteRequestTimeout is in the conformance reports of each of those below, and not in Kong's nor Traefik's.
const envoyGateway = { expression: true, timeouts: true };

/**
 * Paths: each controller's own source or documentation, see docs/ingress.md. No snippets.
 * An Ingress path must begin with a slash, so where the controller adds no anchor, none can stand in front.
 */
const controllers: Readonly<Record<ControllerName, Controller>> = {
  // docs/guide/ingress/annotations.md: the slash in front is taken off.
  'aws-alb': {
    expression: {
      annotations: { 'alb.ingress.kubernetes.io/use-regex-path-match': 'true' },
      path: (expression) => `/^${wholly(expression)}`,
    },
    annotations: ({ health }) => ({
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/healthcheck-path': health.path,
      'alb.ingress.kubernetes.io/success-codes': `${health.status}`,
    }),
  },
  // pkg/appgw/requestroutingrules.go; pkg/appgw/health_probes.go takes the readiness probe's port, which no NetworkPolicy opens to it.
  'azure-application-gateway': {
    annotations: ({ answerSeconds, health }) => ({
      'appgw.ingress.kubernetes.io/request-timeout': `${answerSeconds}`,
      'appgw.ingress.kubernetes.io/health-probe-port': '8080',
      'appgw.ingress.kubernetes.io/health-probe-path': health.path,
      'appgw.ingress.kubernetes.io/health-probe-status-codes': `${health.status}`,
    }),
    prefixReason: 'path rules of an Application Gateway know no regular expressions',
  },
  // Documentation/network/servicemesh/path-types.rst: a whole match. operator/pkg/ingress/annotations/annotations.go
  cilium: {
    expression: { path: (expression) => expression },
    annotations: ({ answerSeconds }) => ({ 'ingress.cilium.io/request-timeout': `${answerSeconds}s` }),
    gateway: envoyGateway,
  },
  // internal/dag/ingress_processor.go: any of ^+*[]% makes an expression, a whole match. internal/annotation/annotations.go
  contour: {
    expression: { path: (expression) => expression },
    annotations: ({ answerSeconds }) => ({ 'projectcontour.io/response-timeout': `${answerSeconds}s` }),
    gateway: envoyGateway,
  },
  'envoy-gateway': { gateway: envoyGateway },
  // examples/ingress-resources/path-regex: for all paths of the Ingress, anchored in front. The others: its page
  // "Advanced configuration with Annotations".
  'f5-nginx': {
    expression: { annotations: { 'nginx.org/path-regex': 'case_sensitive' }, path: wholly },
    annotations: ({ bodyMegabytes, answerSeconds }) => ({
      'nginx.org/client-max-body-size': `${bodyMegabytes}m`,
      'nginx.org/proxy-read-timeout': `${answerSeconds}s`,
    }),
  },
  // pkg/controller/translator/translator.go; of the Gateway classes the global ones know none.
  gke: { prefixReason: 'URL maps of Google Cloud’s global load balancers know no regular expressions' },
  // docs/content/en/docs/configuration/keys.md: anchored in front.
  'haproxy-ingress': {
    expression: { annotations: { 'haproxy-ingress.github.io/path-type': 'regex' }, path: wholly },
    annotations: ({ bodyMegabytes, answerSeconds }) => ({
      'haproxy-ingress.github.io/proxy-body-size': `${bodyMegabytes}m`,
      'haproxy-ingress.github.io/timeout-server': `${answerSeconds}s`,
    }),
  },
  // pkg/route/route.go, documentation/annotations.md
  'haproxy-technologies': {
    annotations: ({ answerSeconds }) => ({ 'haproxy.org/timeout-server': `${answerSeconds}s` }),
    prefixReason: 'Ingress paths of HAProxy Technologies’ controller are exact or prefixes',
  },
  // docs/user-guide/ingress-path-matching.md: without regard to case, for all paths of the host. docs/user-guide/nginx-configuration/annotations.md
  'ingress-nginx': {
    expression: { annotations: { 'nginx.ingress.kubernetes.io/use-regex': 'true' }, path: wholly },
    annotations: ({ bodyMegabytes, answerSeconds }) => ({
      'nginx.ingress.kubernetes.io/proxy-body-size': `${bodyMegabytes}m`,
      'nginx.ingress.kubernetes.io/proxy-read-timeout': `${answerSeconds}`,
    }),
  },
  // pilot/pkg/config/kube/ingress/virtualservices.go
  istio: { gateway: envoyGateway, prefixReason: 'Istio reads Ingress paths as exact or prefixes' },
  // internal/dataplane/translator/subtranslator: "/~" marks an expression, anchored in front.
  kong: { expression: { path: (expression) => `/~${wholly(expression)}` }, gateway: { expression: true, timeouts: false } },
  // internal/controller/nginx/config/validation/http_validator.go wants a slash in front, and no braces.
  'nginx-gateway-fabric': { prefixReason: 'NGINX Gateway Fabric takes no expression that is anchored in front' },
  // dataclients/kubernetes/ingressv1.go: anchored in front in this mode, whatever the controller's default is.
  skipper: {
    expression: { annotations: { 'zalando.org/skipper-ingress-path-mode': 'kubernetes-ingress' }, path: wholly },
  },
  // pkg/provider/kubernetes/ingress/kubernetes.go; anchored nowhere by itself.
  traefik: {
    expression: { annotations: { 'traefik.ingress.kubernetes.io/router.pathmatcher': 'PathRegexp' }, path: wholly },
    gateway: { expression: true, timeouts: false },
  },
};

const unknown: Controller = {};

/** What we know of a controller; of any other, nothing. */
export const controllerOf = (name: string | undefined): Controller => (isControllerName(name) ? controllers[name] : unknown);
