// Classes and definitions that a whole cluster shares, and versions of its API.
import { anyKind, fields, onApplied, onChanged, type Rule } from '../rule';
import { rejected } from './rejected';
import { removedApis } from './removed-apis';

/** What the API server refuses of them. */
export const clusterRules: readonly Rule[] = [
  rejected(
    'ingress-class-controller',
    'Controller of an IngressClass',
    'The controller of an IngressClass cannot change.',
    'Make a class of a new name and let Ingresses name it.',
    onChanged('IngressClass', fields(/^spec\.controller$/)),
  ),
  rejected(
    'priority-class',
    'Value of a PriorityClass',
    'Value and preemptionPolicy of a PriorityClass cannot change.',
    'Make a class of a new name.',
    onChanged('PriorityClass', fields(/^(value|preemptionPolicy)$/)),
  ),
  rejected(
    'crd-identity',
    'Group, scope or name of a CustomResourceDefinition',
    'Group, scope and plural name of a CustomResourceDefinition cannot change.',
    'Make a definition of a new name and move its objects.',
    onChanged('CustomResourceDefinition', fields(/^spec\.(group|scope|names\.plural)$/)),
  ),
  rejected(
    'removed-api',
    'Version of an API that is no longer served',
    'Kubernetes no longer serves this apiVersion.',
    'Write the object for the version that replaced it.',
    onApplied(anyKind, (now, { old }) => {
      const removal = removedApis[`${now.apiVersion}/${now.kind}`];
      if (removal === undefined) return [];
      const reason = `Kubernetes ${removal.since} and later do not serve ${now.apiVersion} ${now.kind}.`;
      return [{ path: 'apiVersion', old: old?.apiVersion, new: now.apiVersion, reason, steps: `Write it for ${removal.use}.` }];
    }),
  ),
];
