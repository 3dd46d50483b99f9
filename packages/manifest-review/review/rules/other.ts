// What does nothing to what runs.
import { at, longRunning, type Manifest, trees } from '../../manifests';
import { replicasOf, templateChanges } from '../rollout';
import { type Added, anyKind, type Changed, fields, onAdded, onApplied, onChanged, onRemoved, type Rule, whole } from '../rule';

const safe = (id: string, title: string, reason: string, find: Rule['find'], steps = ''): Rule => ({
  id,
  verdict: 'safe',
  title,
  reason,
  steps,
  find,
});

const allowsNone = (now: Manifest, { after, namespace }: Added | Changed): boolean => {
  const { maxUnavailable, minAvailable } = Object(now.spec) as { maxUnavailable?: unknown; minAvailable?: unknown };
  if (maxUnavailable === 0 || maxUnavailable === '0%' || minAvailable === '100%') return true;
  if (typeof minAvailable !== 'number') return false;
  const labels = JSON.stringify(at(now, 'spec', 'selector', 'matchLabels'));
  return after
    .workloads(namespace)
    .some(
      ({ manifest }) =>
        JSON.stringify(at(manifest, 'spec', 'selector', 'matchLabels')) === labels &&
        Number(at(manifest, 'spec', 'replicas') ?? 1) <= minAvailable,
    );
};

const autoscalers = ['HorizontalPodAutoscaler', 'ScaledObject', 'VerticalPodAutoscaler'];

const versions = (definition: Manifest): string[] => trees(at(definition, 'spec', 'versions')).map(({ name }) => String(name));

/** What does nothing to what runs. */
export const otherRules: readonly Rule[] = [
  {
    id: 'budget-blocks-drains',
    verdict: 'no-effect-yet',
    title: 'PodDisruptionBudget that allows no disruption',
    reason: 'Nothing happens now; the next drain of a node waits for ever.',
    steps: 'Allow one pod to be missing, or run one more replica.',
    find: onApplied('PodDisruptionBudget', (now, pair) =>
      allowsNone(now, pair) ? [{ path: 'spec', new: now.spec, ...(pair.old === undefined ? {} : { old: pair.old.spec }) }] : [],
    ),
  },
  safe(
    'pods-none',
    'Template without pods',
    'There are no pods to replace.',
    onChanged(longRunning, (pair) => (replicasOf(pair, 'new') === 0 || replicasOf(pair, 'old') === 0 ? templateChanges(pair) : [])),
  ),
  safe(
    'rollout-settings',
    'How the next update goes',
    'It tells how pods are replaced, and replaces none.',
    onChanged(
      longRunning,
      fields(
        /^spec\.(strategy|updateStrategy|revisionHistoryLimit|minReadySeconds|progressDeadlineSeconds|paused|ordinals|persistentVolumeClaimRetentionPolicy)/,
      ),
    ),
  ),
  safe('cronjob-next-run', 'CronJob', 'The next run is the first to see it.', [
    onChanged('CronJob', fields(/^spec/)),
    onRemoved('CronJob', whole),
  ]),
  safe(
    'crd-schema',
    'Schema of a CustomResourceDefinition',
    'Objects that exist stay; from then on they are checked by the new schema.',
    onChanged('CustomResourceDefinition', ({ old, new: now, changes }) =>
      changes.some(({ path }) => path.startsWith('spec')) ? [{ path: 'spec', old: versions(old), new: versions(now) }] : [],
    ),
    'Update the definitions before what uses their new fields.',
  ),
  safe('job-runs', 'Job that runs once', 'It runs once when it is applied.', onAdded(['Job', 'CronJob'], whole)),
  safe(
    'job-settings',
    'How a Job goes on',
    'A running Job goes on by the new settings.',
    onChanged(
      'Job',
      fields(/^spec\.(parallelism|suspend|backoffLimit|activeDeadlineSeconds|ttlSecondsAfterFinished|completions|podReplacementPolicy)$/),
    ),
  ),
  safe('job-removed', 'Job removed', 'It has run; pruning it takes its pods and their logs.', onRemoved('Job', whole)),
  safe('autoscaler', 'Autoscaler', 'The number of pods follows the new limits.', [
    onChanged(autoscalers, fields(/^spec/)),
    onRemoved(autoscalers, whole),
  ]),
  safe('disruption-budget', 'PodDisruptionBudget', 'It matters at the next drain of a node.', [
    onChanged('PodDisruptionBudget', fields(/^spec/)),
    onRemoved('PodDisruptionBudget', whole),
  ]),
  safe(
    'metadata',
    'Labels and annotations',
    'Nothing that runs reads them.',
    onChanged(anyKind, fields(/^metadata\.(labels|annotations)/)),
  ),
  safe(
    'api-version',
    'Version of the API',
    'The same object, written for another version of its API.',
    onChanged(anyKind, fields(/^apiVersion$/)),
  ),
  safe('added', 'Added', 'It is new.', onAdded(anyKind, whole)),
  safe('removed', 'Removed', 'Nothing that goes on needs it, as far as these manifests tell.', onRemoved(anyKind, whole)),
  {
    id: 'unknown-kind',
    verdict: 'safe',
    title: 'Kind that no rule knows',
    reason: 'Its controller decides what the change does; no rule here knows it.',
    steps: 'Read the documentation of its controller.',
    effect: 'unknown',
    find: onChanged(anyKind, ({ group, changes }) =>
      group.includes('.') && !group.endsWith('.k8s.io') ? changes.filter(({ path }) => !path.startsWith('metadata')) : [],
    ),
  },
  safe(
    'other',
    'Other field',
    'No rule says that it disturbs what runs.',
    onChanged(anyKind, ({ changes }) => changes),
  ),
];
