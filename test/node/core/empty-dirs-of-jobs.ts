// EmptyDirs of Jobs, overfilled.
import type { Manifest, PodSpec } from 'manifest-review/manifests';
import { type Instance, manifestsIn } from '../support/instance';
import { isOver } from '../support/pods';
import { stopped } from '../support/stopped';
import { emptyDirsOf, evicted, overfill } from './empty-dirs';

/** A Job that fills one of its volumes: the pod is evicted, and the next one ends well. */
const fillOnce = async (instance: Instance, manifest: Manifest, volume: string): Promise<void> => {
  const job = manifest.metadata.name;
  await instance.node.cluster.create('Job', manifest, instance.namespace);
  const pod = await stopped(instance, job);
  const found = emptyDirsOf(pod).find((each) => each.volume === volume);
  if (found === undefined) throw new Error(`${job} has no emptyDir ${volume}`);
  const filled = new Map([[pod.metadata.uid, found]]);
  overfill(instance, filled);
  await evicted(instance, filled);
  await instance.until(
    `another pod of ${job} that ends well`,
    async () => {
      const now = await instance.node.cluster.get('Job', instance.namespace, job);
      const pods = await instance.node.cluster.list('Pod', instance.namespace, `job-name=${job}`);
      const next = pods.find((each) => each.metadata.uid !== pod.metadata.uid && isOver(each));
      const { succeeded = 0 } = (now?.status ?? {}) as { succeeded?: number };
      return succeeded === 1 && next !== undefined
        ? []
        : [JSON.stringify(now?.status), ...pods.map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status)}`)];
    },
    120,
  );
  process.stdout.write(`${found.component} ${volume} ${found.limit}: evicted, then another pod ends well\n`);
};

interface Runs {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

const volumesOf = ({ spec }: Runs): string[] =>
  (spec.template.spec.volumes ?? []).filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name);

/** EmptyDirs of all Jobs and CronJobs of the folder, which is applied: of each one at a time. */
export const emptyDirsOfJobsFilled = (instance: () => Instance, folder: string): void =>
  test('what outgrows an emptyDir of a Job or CronJob is evicted, and the next pod of the Job ends well', async () => {
    const jobs = manifestsIn(folder).flatMap((manifest) => {
      if (manifest.kind === 'Job') return [manifest];
      if (manifest.kind !== 'CronJob') return [];
      const { spec } = (manifest.spec as { jobTemplate: { spec: Manifest['spec'] } }).jobTemplate;
      return [{ ...manifest, kind: 'Job', metadata: { name: `once-${manifest.metadata.name}` }, spec }];
    });
    expect(jobs.map(({ metadata }) => metadata.name.replace(/-[0-9a-f]{8,}$/, '')).sort()).toEqual([
      'once-sentry-sentry-cleanup',
      'once-sentry-vacuum',
      'sentry-bootstrap',
      'sentry-secrets',
    ]);
    for (const round of [0, 1]) {
      // First all, since whoever waits for kubectl sees no pod start.
      for (const { metadata } of jobs) instance().kubectl('delete', 'job', metadata.name, '--ignore-not-found');
      await Promise.all(
        jobs.map(async (job) => {
          const volume = volumesOf(job as unknown as Runs)[round];
          await (volume === undefined
            ? instance().node.cluster.create('Job', job, instance().namespace)
            : fillOnce(instance(), job, volume));
        }),
      );
    }
    expect(jobs.flatMap((job) => volumesOf(job as unknown as Runs).slice(2))).toEqual([]);
    // The Jobs of the folder as it has them.
    for (const { metadata } of jobs) instance().kubectl('delete', 'job', metadata.name);
    instance().kubectl('delete', 'pods', '--field-selector=status.phase=Failed', '--ignore-not-found');
    instance().kubectl('apply', '-f', folder);
    await instance().ready(120);
  }, 600_000);
