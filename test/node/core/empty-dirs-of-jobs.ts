import type { PodSpec } from 'manifest-review/manifests';
import type { Live } from '../../cluster/cluster';
import type { Instance } from '../support/instance';
import { isOver } from '../support/pods';
import { runs } from '../support/steps';
import { type EmptyDir, emptyDirsOf, evicted, overfill } from './empty-dirs';

/** Processes of the first container of a pod that runs its command. */
const programs = ({ node }: Instance, { metadata, spec }: Live): readonly number[] => {
  const { initContainers = [], containers } = spec as PodSpec;
  const id = [...initContainers, ...containers].map((container) => runs(node, metadata.uid, container)).find((each) => each !== undefined);
  return node.processes(metadata.uid).get(id ?? '') ?? [];
};

/** The first pod of a Job that does something, stopped: it would be over before the kubelet counts. */
const stopped = async (instance: Instance, job: string): Promise<Live> => {
  let found: Live | undefined;
  await instance.until(`a running pod of ${job}`, async () => {
    const pods = await instance.node.cluster.list('Pod', instance.namespace, `job-name=${job}`);
    found = pods.find((pod) => programs(instance, pod).length > 0);
    for (const pid of found === undefined ? [] : programs(instance, found)) process.kill(pid, 'SIGSTOP');
    return found === undefined ? pods.map(({ status }) => JSON.stringify(status)) : [];
  });
  return found as Live;
};

/** Runs a Job that fills one of its volumes: the pod is evicted, and the next one ends well. */
const fillOnce = async (instance: Instance, job: string, volume: string): Promise<EmptyDir> => {
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
  return found;
};

/** EmptyDirs of all Jobs and CronJobs of the folder, which is applied. */
export const emptyDirsOfJobsFilled = (instance: () => Instance, folder: string): void =>
  test('what outgrows an emptyDir of a Job or CronJob is evicted, and the next pod of the Job ends well', async () => {
    const { cluster } = instance().node;
    const { namespace } = instance();
    const report = ({ component, volume, limit }: EmptyDir) =>
      process.stdout.write(`${component} ${volume} ${limit}: evicted, then complete\n`);
    const volumesOf = (template: unknown) => {
      const { volumes = [] } = (template as { spec: { volumes?: { name: string; emptyDir?: object }[] } }).spec;
      return volumes.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name);
    };
    for (const { metadata, spec } of await cluster.list('CronJob', namespace)) {
      const { template } = (spec as { jobTemplate: { spec: { template: unknown } } }).jobTemplate.spec;
      for (const volume of volumesOf(template)) {
        const job = `full-${volume}`;
        instance().kubectl('create', 'job', job, `--from=cronjob/${metadata.name}`);
        report(await fillOnce(instance(), job, volume));
        instance().kubectl('delete', 'job', job);
      }
    }
    for (const { metadata, spec } of await cluster.list('Job', namespace))
      for (const volume of volumesOf((spec as { template: unknown }).template)) {
        instance().kubectl('delete', 'job', metadata.name);
        instance().kubectl('apply', '-f', folder);
        report(await fillOnce(instance(), metadata.name, volume));
      }
    instance().kubectl('delete', 'pods', '--field-selector=status.phase=Failed', '--ignore-not-found');
    await instance().ready(60);
  }, 600_000);
