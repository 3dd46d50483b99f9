import { quantityNumber, sameQuantity } from '../../manifests/quantity';
import { at, text, tree } from '../../manifests/tree';
import { canonical } from '../canonical/canonical';
import { type Change, changesBetween } from '../changes';
import { any, changed, ofKinds, type Pair, type Rule } from '../rule';
import { selects } from '../world';
import { removedApis } from './removed-apis';

const replace = 'Give it a new name, or delete it and apply again: what it does stops in between.';

const immutable =
  /^spec\.(?!(replicas|ordinals|template|updateStrategy|revisionHistoryLimit|persistentVolumeClaimRetentionPolicy|minReadySeconds)([.[]|$))/;

/** How to have other StatefulSets for the same pods. */
const orphan = (names: readonly string[], namespace = ''): string =>
  `Run kubectl${namespace === '' ? '' : ` -n ${namespace}`} delete statefulset ${names.join(' ')} --cascade=orphan, then apply, or sync with Argo CD: pods and volumes stay, and the new one takes the pods over.`;

/** StatefulSets of the namespace that are refused too, so that one command is for all. */
const refusedToo = ({ group, namespace, before, after }: Pair): string[] =>
  after
    .ofKind('StatefulSet', namespace)
    .filter((now) => {
      const old = before.find(group, 'StatefulSet', namespace, now.metadata.name);
      return old !== undefined && changesBetween(canonical(old), canonical(now)).some(({ path }) => immutable.test(path));
    })
    .map(({ metadata }) => metadata.name)
    .sort();

const rejected = (id: string, title: string, reason: string, steps: string, find: Rule['find']): Rule => ({
  id,
  verdict: 'rejected',
  title,
  reason,
  steps,
  find,
});

const was = ({ old }: Pair, ...path: string[]): unknown => at(old, ...path);

// Below a suspended Job's template, what decides where its pods go may still change.
const placement = /^spec\.template\.(metadata\.(labels|annotations)|spec\.(nodeSelector|tolerations|affinity|schedulingGates))/;

const elastic = ({ old, new: now }: Pair): boolean =>
  at(now, 'spec', 'completionMode') === 'Indexed' &&
  at(now, 'spec', 'completions') === at(now, 'spec', 'parallelism') &&
  at(old, 'spec', 'completions') === at(old, 'spec', 'parallelism');

const storage = 'spec.resources.requests.storage';

const expandable = ({ new: now, after }: Pair): boolean | undefined => {
  const name = text(at(now, 'spec', 'storageClassName'));
  const found = name === undefined ? undefined : after.find('storage.k8s.io', 'StorageClass', '', name);
  return found === undefined ? undefined : at(found, 'allowVolumeExpansion') === true;
};

const grows = ({ old, new: now }: Change): boolean => (quantityNumber(now) ?? 0) > (quantityNumber(old) ?? 0);

/** Whether both sides are Services that are given an address. */
const addressed = ({ old, new: now }: Pair): boolean =>
  at(old, 'spec', 'type') !== 'ExternalName' && at(now, 'spec', 'type') !== 'ExternalName';

/** What the API server refuses. */
export const rejectedRules: readonly Rule[] = [
  rejected(
    'workload-selector',
    'Selector of a Deployment, DaemonSet or ReplicaSet',
    'The selector of a workload cannot change.',
    'Give the workload a new name and remove the old one, or keep the selector.',
    changed(['Deployment', 'DaemonSet', 'ReplicaSet'], /^spec\.selector/),
  ),
  rejected(
    'selector-without-pods',
    'Selector that does not take the labels of its template',
    'The selector of a workload has to take the pods that its template makes.',
    'Let the labels of the template hold those of the selector.',
    ofKinds(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'], ({ new: now }) => {
      const [selector, labels] = [at(now, 'spec', 'selector'), tree(at(now, 'spec', 'template', 'metadata', 'labels'))];
      return selector === undefined || selects(selector, labels) ? [] : [{ path: 'spec.template.metadata.labels', new: labels }];
    }),
  ),
  rejected(
    'statefulset-immutable',
    'Field of a StatefulSet that cannot change',
    'Only replicas, ordinals, template, updateStrategy, revisionHistoryLimit, persistentVolumeClaimRetentionPolicy and minReadySeconds of a StatefulSet can change.',
    `${orphan(['<name>'])} To grow a volume, enlarge its claim.`,
    ofKinds('StatefulSet', (pair) =>
      changed(
        'StatefulSet',
        immutable,
      )(pair).map((change) => ({
        ...change,
        // Pods that the new selector does not take keep their names, and no others can be made of the same.
        steps: change.path.startsWith('spec.selector') ? replace : orphan(refusedToo(pair), pair.namespace),
      })),
    ),
  ),
  rejected(
    'strategy-leftover',
    'Update strategy of another type, over a default',
    'A server-side apply keeps the rollingUpdate that the server once filled in, and the server refuses it beside the new type; kubectl’s client-side apply takes it away from a Deployment.',
    'Apply the old type with its rollingUpdate written out first, then change the type: what was written goes with it.',
    ({ kind, old, new: now }) => {
      const field = kind === 'Deployment' ? 'strategy' : kind === 'StatefulSet' ? 'updateStrategy' : undefined;
      if (field === undefined || old === undefined || now === undefined) return [];
      const { type, rollingUpdate } = tree(at(now, 'spec', field));
      const stays = (type === 'Recreate' || type === 'OnDelete') && rollingUpdate !== undefined;
      return stays ? [{ path: `spec.${field}.rollingUpdate`, old: at(old, 'spec', field), new: { type, rollingUpdate } }] : [];
    },
  ),
  rejected(
    'job-immutable',
    'Template or selector of a Job',
    'The template and the rules of completion of a Job cannot change.',
    'Let its name end in a hash of its content, or delete it before you apply.',
    any(
      changed(
        'Job',
        /^spec\.(selector|template|completionMode|podFailurePolicy|backoffLimitPerIndex|managedBy|successPolicy)([.[]|$)/,
        ({ path }, pair) => !(was(pair, 'spec', 'suspend') === true && placement.test(path)),
      ),
      changed('Job', /^spec\.completions$/, (_change, pair) => !elastic(pair)),
    ),
  ),
  rejected(
    'pod-immutable',
    'Field of a Pod that cannot change',
    'Only the images, tolerations and deadlines of a running Pod can change.',
    'Delete the Pod and apply the new one, or let a Deployment own it.',
    changed('Pod', /^spec\.(?!((init)?[cC]ontainers\[[^\]]*\]\.image$|activeDeadlineSeconds$|tolerations|terminationGracePeriodSeconds$))/),
  ),
  rejected(
    'claim-immutable',
    'Field of a PersistentVolumeClaim that cannot change',
    'Only the requested size and the volumeAttributesClassName of a claim can change.',
    'Make a claim of a new name and move the data.',
    changed('PersistentVolumeClaim', /^spec\.(?!resources\.requests|volumeAttributesClassName)/),
  ),
  rejected(
    'claim-shrinks',
    'Smaller volume',
    'A volume cannot shrink.',
    'Keep the size, or make a smaller claim of a new name and move the data.',
    changed(
      'PersistentVolumeClaim',
      /^spec\.resources\.requests\.storage$/,
      (change) => !grows(change) && !sameQuantity(change.old, change.new),
    ),
  ),
  rejected(
    'claim-cannot-grow',
    'Larger volume of a class that does not allow it',
    'The StorageClass of the claim does not allow expansion.',
    'Set allowVolumeExpansion on the StorageClass first, where its driver can.',
    changed('PersistentVolumeClaim', /^spec\.resources\.requests\.storage$/, (change, pair) => grows(change) && expandable(pair) === false),
  ),
  rejected(
    'service-cluster-ip',
    'Address of a Service',
    'The clusterIP of a Service, None included, cannot change.',
    'Delete the Service and apply the new one: its name does not resolve in between.',
    changed('Service', /^spec\.clusterIPs?$/, ({ new: now }, pair) => now !== undefined && addressed(pair)),
  ),
  rejected(
    'service-load-balancer',
    'Class or health port of a load balancer',
    'The loadBalancerClass and healthCheckNodePort of a Service cannot change.',
    replace,
    changed(
      'Service',
      /^spec\.(loadBalancerClass|healthCheckNodePort)$/,
      ({ path, old, new: now }, pair) =>
        at(pair.old, 'spec', 'type') === 'LoadBalancer' &&
        at(pair.new, 'spec', 'type') === 'LoadBalancer' &&
        (path.endsWith('Class') || (old !== undefined && now !== undefined)),
    ),
  ),
  rejected(
    'immutable-data',
    'Content of an immutable ConfigMap or Secret',
    'It is marked immutable.',
    'Give it a new name and let its readers name that.',
    changed(['ConfigMap', 'Secret'], /^(data|binaryData|immutable)([.[]|$)/, (_change, pair) => was(pair, 'immutable') === true),
  ),
  rejected('secret-type', 'Type of a Secret', 'The type of a Secret cannot change.', replace, changed('Secret', /^type$/)),
  rejected(
    'role-ref',
    'Role of a binding',
    'The roleRef of a binding cannot change.',
    'Make a binding of a new name and remove the old one.',
    changed(['RoleBinding', 'ClusterRoleBinding'], /^roleRef/),
  ),
  rejected(
    'storage-class',
    'Field of a StorageClass that cannot change',
    'Provisioner, parameters, reclaimPolicy and volumeBindingMode of a StorageClass cannot change.',
    'Make a class of a new name; volumes that exist keep theirs.',
    changed('StorageClass', /^(provisioner|parameters|reclaimPolicy|volumeBindingMode)([.[]|$)/),
  ),
  rejected(
    'ingress-class-controller',
    'Controller of an IngressClass',
    'The controller of an IngressClass cannot change.',
    'Make a class of a new name and let Ingresses name it.',
    changed('IngressClass', /^spec\.controller$/),
  ),
  rejected(
    'priority-class',
    'Value of a PriorityClass',
    'Value and preemptionPolicy of a PriorityClass cannot change.',
    'Make a class of a new name.',
    changed('PriorityClass', /^(value|preemptionPolicy)$/),
  ),
  rejected(
    'volume-source',
    'Source of a PersistentVolume',
    'Where a PersistentVolume keeps its data cannot change.',
    'Make a volume of a new name.',
    changed(
      'PersistentVolume',
      /^spec\.(?!capacity|accessModes|claimRef|mountOptions|persistentVolumeReclaimPolicy|storageClassName|nodeAffinity|volumeAttributesClassName)/,
    ),
  ),
  rejected(
    'crd-identity',
    'Group, scope or name of a CustomResourceDefinition',
    'Group, scope and plural name of a CustomResourceDefinition cannot change.',
    'Make a definition of a new name and move its objects.',
    changed('CustomResourceDefinition', /^spec\.(group|scope|names\.plural)$/),
  ),
  rejected(
    'cronjob-name',
    'Name of a CronJob',
    'The name of a CronJob has at most 52 characters, since its Jobs carry it.',
    'Shorten the name.',
    ofKinds('CronJob', ({ old, new: now, name }) =>
      old === undefined && now !== undefined && name.length > 52 ? [{ path: 'metadata.name', new: name }] : [],
    ),
  ),
  rejected(
    'removed-api',
    'Version of an API that is no longer served',
    'Kubernetes no longer serves this apiVersion.',
    'Write the object for the version that replaced it.',
    ({ new: now, old }) => {
      const removal = now === undefined ? undefined : removedApis[`${now.apiVersion}/${now.kind}`];
      if (now === undefined || removal === undefined) return [];
      const reason = `Kubernetes ${removal.since} and later do not serve ${now.apiVersion} ${now.kind}.`;
      return [{ path: 'apiVersion', old: old?.apiVersion, new: now.apiVersion, reason, steps: `Write it for ${removal.use}.` }];
    },
  ),
];

/** A claim that grows, where nothing tells that its class does not allow it. */
export const claimGrows: Rule = {
  id: 'claim-grows',
  verdict: 'safe',
  title: 'Larger volume',
  reason: 'The volume grows in place where its StorageClass allows expansion; a claim that is still Pending is refused.',
  steps: 'Check allowVolumeExpansion of its StorageClass; some drivers grow the file system when the pod starts again.',
  find: changed(
    'PersistentVolumeClaim',
    new RegExp(`^${storage.replaceAll('.', '\\.')}$`),
    (change, pair) => grows(change) && expandable(pair) !== false,
  ),
};
