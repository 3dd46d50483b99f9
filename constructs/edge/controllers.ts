/** How one ingress controller writes a path that is a regular expression (facts: each controller's own documentation). */
interface Controller {
  readonly annotations: Readonly<Record<string, string>>;
  /** The path for an expression that begins with a slash. */
  readonly path: (expression: string) => string;
}

/** By the controller's usual class name. */
export const controllers: Readonly<Record<string, Controller>> = {
  // Read for pathType ImplementationSpecific only.
  traefik: { annotations: { 'traefik.ingress.kubernetes.io/router.pathmatcher': 'PathRegexp' }, path: (expression) => `${expression}$` },
  haproxy: { annotations: { 'haproxy-ingress.github.io/path-type': 'regex' }, path: (expression) => `${expression}$` },
  // Any of ^+*[]% makes Contour read the path as an expression that must match the whole.
  contour: { annotations: {}, path: (expression) => expression },
  cilium: { annotations: {}, path: (expression) => expression },
  kong: { annotations: {}, path: (expression) => `/~${expression}$` },
};
