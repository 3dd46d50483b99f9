// Pods of Jobs are over in a moment; here they stand still.
import type { PodSpec } from 'manifest-review/manifests';
import type { Live } from '../../cluster/cluster';
import type { Instance } from './instance';
import { runs } from './steps';

/** Processes of the container of a pod that runs its command. */
const programs = ({ node }: Instance, { metadata, spec }: Live): readonly number[] => {
  const { initContainers = [], containers } = spec as PodSpec;
  // The first one is over at once.
  const id = [...initContainers.slice(1), ...containers]
    .map((container) => runs(node, metadata.uid, container))
    .find((each) => each !== undefined);
  return node.processes(metadata.uid).get(id ?? '') ?? [];
};

/** The first pod of a Job that does something, stopped: it would be over before one gets to it. */
export const stopped = async (instance: Instance, job: string): Promise<Live> => {
  let found: Live | undefined;
  await instance.until(`a running pod of ${job}`, async () => {
    const pods = await instance.node.cluster.list('Pod', instance.namespace, `job-name=${job}`);
    found = pods.find((pod) => programs(instance, pod).length > 0);
    for (const pid of found === undefined ? [] : programs(instance, found)) process.kill(pid, 'SIGSTOP');
    return found === undefined ? pods.map(({ status }) => JSON.stringify(status)) : [];
  });
  return found as Live;
};
