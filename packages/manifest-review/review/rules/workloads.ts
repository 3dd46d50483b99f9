// What of a workload cannot change.
import { at, type Manifest, podsOf, selects, tree } from '../../manifests';
import { canonical } from '../canonical/canonical';
import { changesBetween } from '../changes';
import { type Changed, fields, type Match, onAdded, onApplied, onChanged, type Rule } from '../rule';
import { rejected, replace } from './rejected';

const immutable =
  /^spec\.(?!(replicas|ordinals|template|updateStrategy|revisionHistoryLimit|persistentVolumeClaimRetentionPolicy|minReadySeconds)([.[]|$))/;

/** How to have other StatefulSets for the same pods. */
const orphan = (names: readonly string[], namespace = ''): string =>
  `Run kubectl${namespace === '' ? '' : ` -n ${namespace}`} delete statefulset ${names.join(' ')} --cascade=orphan, then apply, or sync with Argo CD: pods and volumes stay, and the new one takes the pods over.`;

/** StatefulSets of the namespace that are refused too, so that one command is for all. */
const refusedToo = ({ group, namespace, before, after }: Changed): string[] =>
  after
    .ofKind('StatefulSet', namespace)
    .filter((now) => {
      const old = before.find(group, 'StatefulSet', namespace, now.metadata.name);
      return old !== undefined && changesBetween(canonical(old), canonical(now)).some(({ path }) => immutable.test(path));
    })
    .map(({ metadata }) => metadata.name)
    .sort();

/** A rollingUpdate that stays beside a type that has none. */
const leftover =
  (field: string) =>
  ({ old, new: now }: Changed): readonly Match[] => {
    const { type, rollingUpdate } = tree(at(now, 'spec', field));
    const stays = (type === 'Recreate' || type === 'OnDelete') && rollingUpdate !== undefined;
    return stays ? [{ path: `spec.${field}.rollingUpdate`, old: at(old, 'spec', field), new: { type, rollingUpdate } }] : [];
  };

// Below a suspended Job's template, what decides where its pods go may still change.
const placement = /^spec\.template\.(metadata\.(labels|annotations)|spec\.(nodeSelector|tolerations|affinity|schedulingGates))/;

const elastic = ({ old, new: now }: Changed): boolean =>
  at(now, 'spec', 'completionMode') === 'Indexed' &&
  at(now, 'spec', 'completions') === at(now, 'spec', 'parallelism') &&
  at(old, 'spec', 'completions') === at(old, 'spec', 'parallelism');

const labelsOfPods = (manifest: Manifest) => podsOf(manifest)?.labels ?? {};

/** Fields of workloads, their pods and Jobs that the API server refuses to change. */
export const workloadRules: readonly Rule[] = [
  rejected(
    'workload-selector',
    'Selector of a Deployment, DaemonSet or ReplicaSet',
    'The selector of a workload cannot change.',
    'Give the workload a new name and remove the old one, or keep the selector.',
    onChanged(['Deployment', 'DaemonSet', 'ReplicaSet'], fields(/^spec\.selector/)),
  ),
  rejected(
    'selector-without-pods',
    'Selector that does not take the labels of its template',
    'The selector of a workload has to take the pods that its template makes.',
    'Let the labels of the template hold those of the selector.',
    onApplied(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'], (now) => {
      const [selector, labels] = [at(now, 'spec', 'selector'), labelsOfPods(now)];
      return selector === undefined || selects(selector, labels) ? [] : [{ path: 'spec.template.metadata.labels', new: labels }];
    }),
  ),
  rejected(
    'statefulset-immutable',
    'Field of a StatefulSet that cannot change',
    'Only replicas, ordinals, template, updateStrategy, revisionHistoryLimit, persistentVolumeClaimRetentionPolicy and minReadySeconds of a StatefulSet can change.',
    `${orphan(['<name>'])} To grow a volume, enlarge its claim.`,
    onChanged('StatefulSet', (pair) =>
      fields(immutable)(pair).map((change) => ({
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
    [onChanged('Deployment', leftover('strategy')), onChanged('StatefulSet', leftover('updateStrategy'))],
  ),
  rejected(
    'job-immutable',
    'Template or selector of a Job',
    'The template and the rules of completion of a Job cannot change.',
    'Let its name end in a hash of its content, or delete it before you apply.',
    onChanged('Job', (pair) => [
      ...fields(
        /^spec\.(selector|template|completionMode|podFailurePolicy|backoffLimitPerIndex|managedBy|successPolicy)([.[]|$)/,
        ({ path }) => !(at(pair.old, 'spec', 'suspend') === true && placement.test(path)),
      )(pair),
      ...fields(/^spec\.completions$/, () => !elastic(pair))(pair),
    ]),
  ),
  rejected(
    'pod-immutable',
    'Field of a Pod that cannot change',
    'Only the images, tolerations and deadlines of a running Pod can change.',
    'Delete the Pod and apply the new one, or let a Deployment own it.',
    onChanged(
      'Pod',
      fields(/^spec\.(?!((init)?[cC]ontainers\[[^\]]*\]\.image$|activeDeadlineSeconds$|tolerations|terminationGracePeriodSeconds$))/),
    ),
  ),
  rejected(
    'cronjob-name',
    'Name of a CronJob',
    'The name of a CronJob has at most 52 characters, since its Jobs carry it.',
    'Shorten the name.',
    onAdded('CronJob', (_now, { name }) => (name.length > 52 ? [{ path: 'metadata.name', new: name }] : [])),
  ),
];
