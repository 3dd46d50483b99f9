// Quantities as the typed API wants them.

import { canonicalQuantity } from 'manifest-review/manifests';
import * as k8s from './k8s';

/** By name of the resource; values as settings/schema/ allows them. */
export const quantities = (values: Readonly<Record<string, string>>): Record<string, k8s.Quantity> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(canonicalQuantity(value))]));
