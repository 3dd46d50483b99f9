// What every other file here speaks of.

/** A Kubernetes object as it is written. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly spec?: unknown;
  readonly data?: unknown;
  readonly [field: string]: unknown;
}
