// Changes of workloads by the way in which their pods are replaced; the cluster suite applies them.
import type { Manifest } from '../../manifests';
import { change, deployment, statefulSet, type WorkloadParts } from './pairs/objects';

interface Case {
  readonly what: string;
  readonly old: Manifest;
  readonly new: Manifest;
  /** What the review has to say of its pods. */
  readonly expected: 'rolling' | 'gap' | 'none';
}

type Builder = (parts: WorkloadParts) => Manifest;

/** The same workload with another image, under a name and labels of its own. */
const updated = (
  what: string,
  expected: Case['expected'],
  build: Builder,
  spec: object = {},
  newSpec: object = {},
  newImage = 'a:2',
): Case => {
  const name = what.replaceAll(/[^a-z0-9]+/g, '-').replace(/-$/, '');
  const labels = { app: name };
  const own = { selector: { matchLabels: labels }, template: { metadata: { labels } } };
  return {
    what,
    expected,
    old: build({ name, spec: { ...own, ...spec } }),
    new: build({ name, image: newImage, spec: { ...own, ...spec, ...newSpec } }),
  };
};

const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
});

/** Changes of workloads, one for each way in which their pods can be replaced. */
export const rollouts: readonly Case[] = [
  updated('two replicas', 'rolling', deployment),
  updated('one replica with the default strategy', 'rolling', deployment, { replicas: 1 }),
  updated('one replica with surge', 'rolling', deployment, { replicas: 1, ...rolling(1, 0) }),
  updated('one replica without surge', 'gap', deployment, { replicas: 1, ...rolling(0, 1) }),
  updated('two replicas without surge', 'rolling', deployment, { replicas: 2, ...rolling(0, 1) }),
  updated('three replicas all unavailable', 'gap', deployment, { replicas: 3, ...rolling(1, '100%') }),
  updated('three replicas half unavailable', 'rolling', deployment, { replicas: 3, ...rolling('50%', '50%') }),
  updated('one replica half unavailable', 'rolling', deployment, { replicas: 1, ...rolling('50%', '50%') }),
  updated('recreated', 'gap', deployment, { replicas: 2, strategy: { type: 'Recreate' } }),
  updated('paused by the same change', 'none', deployment, {}, { paused: true }),
  updated('scaled up while it is replaced', 'rolling', deployment, { replicas: 1, ...rolling(0, 1) }, { replicas: 3 }),
  updated('scaled down while it is replaced', 'gap', deployment, { replicas: 3, ...rolling(0, 1) }, { replicas: 1 }),
  updated('scaled up alone', 'none', deployment, { replicas: 1 }, { replicas: 2 }, 'a:1'),
  updated('a default written out', 'none', deployment, {}, { progressDeadlineSeconds: 600, revisionHistoryLimit: 10 }, 'a:1'),
  updated('one pod of a set', 'gap', statefulSet),
  updated('three pods of a set', 'rolling', statefulSet, { replicas: 3 }),
  updated('three pods of a set at once', 'rolling', statefulSet, { replicas: 3, podManagementPolicy: 'Parallel' }),
  updated('a set updated by hand', 'none', statefulSet, { updateStrategy: { type: 'OnDelete' } }),
  updated('a set held by its partition', 'none', statefulSet, {
    replicas: 2,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
  }),
  updated('a set with a longer wait', 'none', statefulSet, {}, { minReadySeconds: 1 }, 'a:1'),
  (() => {
    const { old, new: now, ...rest } = updated('defaults of a pod written out', 'none', deployment, {}, {}, 'a:1');
    return {
      ...rest,
      old,
      new: change(now, { spec: { template: { spec: { dnsPolicy: 'ClusterFirst', terminationGracePeriodSeconds: 30 } } } }),
    };
  })(),
  (() => {
    const { old, new: now, ...rest } = updated('an annotation of the template', 'rolling', deployment, {}, {}, 'a:1');
    return { ...rest, old, new: change(now, { spec: { template: { metadata: { annotations: { checksum: 'b' } } } } }) };
  })(),
  (() => {
    const { old, new: now, ...rest } = updated('an annotation of the workload', 'none', deployment, {}, {}, 'a:1');
    return { ...rest, old, new: change(now, { metadata: { annotations: { checksum: 'b' } } }) };
  })(),
];
