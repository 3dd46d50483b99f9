// The shell command that deletes objects of an instance which its render no longer has.
import type { Settings } from '../settings/schema';

// Volumes, Secrets and the Namespace hold data: they are never pruned.
const kinds = [
  'deployment',
  'statefulset',
  'job',
  'cronjob',
  'ingress',
  'service',
  'poddisruptionbudget',
  'networkpolicy',
  'configmap',
  'rolebinding',
  'role',
  'serviceaccount',
];

// Not every cluster has these.
const customKinds = ['httproutes.gateway.networking.k8s.io', 'referencegrants.gateway.networking.k8s.io', 'certificates.cert-manager.io'];

/**
 * The shell command that deletes what carries the labels of the instance and is not in the folder of its render.
 * The names are compared in the form that kubectl gives both; without them, nothing is deleted.
 * `kustomization` says that the folder holds a kustomization.yaml, which kubectl takes for itself alone.
 */
export const pruneCommand = ({ instance, namespace }: Settings, folder: string, kustomization = false): string => {
  const labels = `app.kubernetes.io/instance=${instance},app.kubernetes.io/managed-by=cdk8s-sentry`;
  return [
    `rendered=$(kubectl create --dry-run=client --validate=false -o name ${kustomization ? '-k' : '-f'} ${folder}) && [ -n "$rendered" ] &&`,
    `custom=$(kubectl api-resources -o name | grep -xF${customKinds.map((kind) => ` -e ${kind}`).join('')} | sed 's/^/,/' | tr -d '\\n') &&`,
    `kubectl -n ${namespace} get ${kinds.join(',')}$custom -l ${labels} -o name |`,
    `grep -vxF "$rendered" | xargs -r kubectl -n ${namespace} delete`,
  ].join('\n  ');
};
