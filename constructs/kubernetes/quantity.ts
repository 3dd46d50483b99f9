// Quantities as the typed API wants them.
import * as k8s from 'cdk8s-plus-27/lib/imports/k8s';
import { canonicalQuantity } from 'manifest-review/manifests';

/** By name of the resource; values as settings/schema/ allows them. */
export const quantities = (values: Readonly<Record<string, string>>): Record<string, k8s.Quantity> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(canonicalQuantity(value))]));
