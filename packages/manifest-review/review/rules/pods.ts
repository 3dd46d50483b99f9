// Changes of a pod's template, and of the number of pods.
import { at, containersOf, longRunning, type Manifest, podSpecOf, sameImage, text, trees } from '../../manifests';
import { rolloutOf, templateChanges } from '../rollout';
import { type Changed, fields, type Match, onAdded, onApplied, onChanged, onRemoved, type Rule, whole } from '../rule';
import { consumerGroup } from './kafka';

/** The changed fields of a template, each with what they do to the pods. */
const replaced =
  (how: 'rolling' | 'gap' | 'held') =>
  (pair: Changed): readonly Match[] => {
    const rollout = rolloutOf(pair);
    if (rollout?.how !== how) return [];
    const waits =
      how === 'gap' && containersOf(pair.new).some((container) => consumerGroup(container) !== undefined)
        ? ' What it would have read waits in Kafka.'
        : '';
    return rollout.changes.map((change) => ({ ...change, reason: `${respelled(change)}${first(rollout.reason)}.${waits}` }));
  };

/** Said of an image whose name alone is written otherwise: the pod is replaced all the same, since its template differs. */
const respelled = ({ path, old, new: now }: Match): string => {
  const [was, is] = [text(old), text(now)];
  return /\.image$/.test(path) && was !== undefined && is !== undefined && sameImage(was, is) ? 'The same image, spelled otherwise. ' : '';
};

const first = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

const replicas = /^spec\.replicas$/;
const hasVolume = (manifest: Manifest): boolean =>
  trees(podSpecOf(manifest)['volumes']).some((volume) => volume['persistentVolumeClaim'] !== undefined) ||
  trees(at(manifest, 'spec', 'volumeClaimTemplates')).length > 0;

const lower = ({ old, new: now }: Match): boolean => typeof old === 'number' && typeof now === 'number' && now < old;

/** What changes of a pod's template, and of the number of pods, do. */
export const podRules: readonly Rule[] = [
  {
    id: 'pods-replaced-with-gap',
    verdict: 'outage',
    title: 'Pods replaced, with a moment when none serves',
    reason: 'Old pods stop before new ones serve.',
    steps: 'Apply it when its absence does least harm, or give it a second replica and a rolling update where it may have one.',
    effect: 'gap',
    find: onChanged(longRunning, replaced('gap')),
  },
  {
    id: 'pods-replaced',
    verdict: 'restart',
    title: 'Pods replaced one after the other',
    reason: 'New pods take over while old ones go on serving.',
    steps: '',
    effect: 'rolling',
    find: onChanged(longRunning, replaced('rolling')),
  },
  {
    id: 'pods-kept',
    verdict: 'no-effect-yet',
    title: 'Template changed, pods stay',
    reason: 'Running pods keep the old template.',
    steps: 'Delete the pods one after the other, or let the rollout go on.',
    effect: 'held',
    find: onChanged(longRunning, replaced('held')),
  },
  {
    id: 'scaled-to-zero',
    verdict: 'outage',
    title: 'No replica left',
    reason: 'All its pods stop.',
    steps: '',
    find: onChanged(
      longRunning,
      fields(replicas, ({ new: now }) => now === 0),
    ),
  },
  {
    id: 'workload-removed',
    verdict: 'outage',
    title: 'Workload removed',
    reason: 'Its pods stop when it is pruned, and nothing replaces them.',
    steps: 'Make sure that nothing needs it any more, then prune.',
    effect: 'stops',
    find: onRemoved([...longRunning, 'Pod'], whole),
  },
  {
    id: 'scaled',
    verdict: 'safe',
    title: 'Number of replicas',
    reason: 'Pods are added or taken away; those that stay go on.',
    steps: '',
    find: onChanged(
      longRunning,
      fields(replicas, ({ new: now }) => now !== 0),
    ),
  },
  {
    id: 'autoscaled-replicas',
    verdict: 'restart',
    title: 'Replicas written where an autoscaler sets them',
    reason: 'Each apply sets the written number, and the autoscaler sets its own again: pods come and go.',
    steps: 'Leave replicas out of the workload that an autoscaler targets.',
    find: onApplied(longRunning, (now, pair) => {
      const { kind, after, before, old } = pair;
      const scaler = after.autoscaled(now);
      const written = after.find(pair.group, kind, pair.namespace, pair.name);
      const number = at(written, 'spec', 'replicas');
      if (scaler === undefined || number === undefined) return [];
      if (old !== undefined && before.autoscaled(old) !== undefined && pair.changes.every(({ path }) => !replicas.test(path))) return [];
      return [{ path: 'spec.replicas', new: number, old: at(old, 'spec', 'replicas') }];
    }),
  },
  {
    id: 'autoscaler-takes-over',
    verdict: 'restart',
    title: 'Autoscaler of a workload that writes replicas',
    reason: 'Each apply of the workload sets its written replicas, and the autoscaler sets its own again: pods come and go.',
    steps: 'Leave replicas out of the workload that an autoscaler targets.',
    find: onAdded(['HorizontalPodAutoscaler', 'ScaledObject'], (now, { after, namespace }) => {
      const target = at(now, 'spec', 'scaleTargetRef');
      const name = text(at(target, 'name')) ?? '';
      const workload = after.find('apps', text(at(target, 'kind')) ?? 'Deployment', namespace, name);
      return at(workload, 'spec', 'replicas') === undefined ? [] : [{ path: 'spec.scaleTargetRef', new: name }];
    }),
  },
  {
    id: 'probe-stricter',
    verdict: 'outage',
    title: 'Probe that gives up sooner, or a probe removed',
    reason: 'A pod that answers slowly is restarted or left out where it was not before, or one that does not work is kept in.',
    steps: 'Compare the new limits with the slowest start and answer that you have seen.',
    find: onChanged(longRunning, (pair) =>
      templateChanges(pair).filter((change) => {
        if (/\.(liveness|readiness|startup)Probe$/.test(change.path)) return change.old !== undefined && change.new === undefined;
        return /Probe\.(timeoutSeconds|failureThreshold|periodSeconds|initialDelaySeconds)$/.test(change.path) && lower(change);
      }),
    ),
  },
  {
    id: 'less-time-to-stop',
    verdict: 'outage',
    title: 'Less time to stop',
    reason: 'What has not ended by then is killed: work in hand is lost or done twice, a store recovers at its next start.',
    steps: 'Keep it longer than the longest piece of work.',
    find: onChanged(longRunning, (pair) =>
      templateChanges(pair).filter((change) => /spec\.terminationGracePeriodSeconds$/.test(change.path) && lower(change)),
    ),
  },
  {
    id: 'volume-owner',
    verdict: 'outage',
    title: 'User or group of a pod with a volume',
    reason: 'Files of the volume belong to the old user or group: the kubelet changes them one by one, or the new process cannot write.',
    steps: 'Try it on a copy of the volume; a large one takes long to start.',
    find: onChanged(longRunning, (pair) =>
      hasVolume(pair.old)
        ? templateChanges(pair).filter(({ path }) => /securityContext\.(fsGroup|fsGroupChangePolicy|runAsUser|runAsGroup)$/.test(path))
        : [],
    ),
  },
];
