import { longRunning } from '../../manifests/kinds';
import { at, text, trees } from '../../manifests/tree';
import { replicasOf, templateChanges } from '../rollout';
import { added, any, changed, ofKinds, type Pair, type Rule, removed } from '../rule';

const safe = (id: string, title: string, reason: string, find: Rule['find'], steps = ''): Rule => ({
  id,
  verdict: 'safe',
  title,
  reason,
  steps,
  find,
});

const disruptions = ({ kind, new: now, after, namespace }: Pair): boolean => {
  if (kind !== 'PodDisruptionBudget' || now === undefined) return false;
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

/** What does nothing to what runs. */
export const otherRules: readonly Rule[] = [
  {
    id: 'budget-blocks-drains',
    verdict: 'no-effect-yet',
    title: 'PodDisruptionBudget that allows no disruption',
    reason: 'Nothing happens now; the next drain of a node waits for ever.',
    steps: 'Allow one pod to be missing, or run one more replica.',
    find: (pair) =>
      disruptions(pair) ? [{ path: 'spec', new: pair.new?.spec, ...(pair.old === undefined ? {} : { old: pair.old.spec }) }] : [],
  },
  safe('pods-none', 'Template without pods', 'There are no pods to replace.', (pair) =>
    longRunning.includes(pair.kind) &&
    pair.old !== undefined &&
    pair.new !== undefined &&
    (replicasOf(pair, 'new') === 0 || replicasOf(pair, 'old') === 0)
      ? templateChanges(pair)
      : [],
  ),
  safe(
    'rollout-settings',
    'How the next update goes',
    'It tells how pods are replaced, and replaces none.',
    changed(
      longRunning,
      /^spec\.(strategy|updateStrategy|revisionHistoryLimit|minReadySeconds|progressDeadlineSeconds|paused|ordinals|persistentVolumeClaimRetentionPolicy)/,
    ),
  ),
  safe('cronjob-next-run', 'CronJob', 'The next run is the first to see it.', any(changed('CronJob', /^spec/), removed('CronJob'))),
  safe(
    'crd-schema',
    'Schema of a CustomResourceDefinition',
    'Objects that exist stay; from then on they are checked by the new schema.',
    ofKinds('CustomResourceDefinition', (pair) => {
      const versions = (manifest: Pair['old']): string[] => trees(at(manifest, 'spec', 'versions')).map(({ name }) => String(name));
      const differs = pair.old !== undefined && pair.new !== undefined && pair.changes.some(({ path }) => path.startsWith('spec'));
      return differs ? [{ path: 'spec', old: versions(pair.old), new: versions(pair.new) }] : [];
    }),
    'Update the definitions before what uses their new fields.',
  ),
  safe('job-runs', 'Job that runs once', 'It runs once when it is applied.', added(['Job', 'CronJob'])),
  safe(
    'job-settings',
    'How a Job goes on',
    'A running Job goes on by the new settings.',
    changed(
      'Job',
      /^spec\.(parallelism|suspend|backoffLimit|activeDeadlineSeconds|ttlSecondsAfterFinished|completions|podReplacementPolicy)$/,
    ),
  ),
  safe('job-removed', 'Job removed', 'It has run; pruning it takes its pods and their logs.', removed('Job')),
  safe(
    'autoscaler',
    'Autoscaler',
    'The number of pods follows the new limits.',
    any(
      changed(['HorizontalPodAutoscaler', 'ScaledObject', 'VerticalPodAutoscaler'], /^spec/),
      removed(['HorizontalPodAutoscaler', 'ScaledObject', 'VerticalPodAutoscaler']),
    ),
  ),
  safe(
    'disruption-budget',
    'PodDisruptionBudget',
    'It matters at the next drain of a node.',
    any(changed('PodDisruptionBudget', /^spec/), removed('PodDisruptionBudget')),
  ),
  safe('metadata', 'Labels and annotations', 'Nothing that runs reads them.', (pair) =>
    changed(pair.kind, /^metadata\.(labels|annotations)/)(pair),
  ),
  safe('api-version', 'Version of the API', 'The same object, written for another version of its API.', (pair) =>
    changed(pair.kind, /^apiVersion$/)(pair),
  ),
  safe('added', 'Added', 'It is new.', (pair) => (pair.old === undefined ? [{ path: '' }] : [])),
  safe('removed', 'Removed', 'Nothing that goes on needs it, as far as these manifests tell.', (pair) =>
    pair.new === undefined ? [{ path: '' }] : [],
  ),
  {
    id: 'unknown-kind',
    verdict: 'safe',
    title: 'Kind that no rule knows',
    reason: 'Its controller decides what the change does; no rule here knows it.',
    steps: 'Read the documentation of its controller.',
    find: (pair) =>
      pair.old !== undefined && pair.new !== undefined && text(pair.group)?.includes('.') === true && !pair.group.endsWith('.k8s.io')
        ? pair.changes.filter(({ path }) => !path.startsWith('metadata'))
        : [],
  },
  safe('other', 'Other field', 'No rule says that it disturbs what runs.', (pair) =>
    pair.old !== undefined && pair.new !== undefined ? pair.changes : [],
  ),
];
