// Pods that are none of the instance's.
import type { Live } from '../../cluster/cluster';
import type { Place } from './place';
import { isReady } from './pods';

/** A pod of a namespace of its own, which no policy selects. It does nothing; scripts run in its network namespace. */
export const stranger = async (place: Place, namespace: string, labels: Readonly<Record<string, string>> = {}): Promise<Live> => {
  const { cluster } = place;
  await cluster.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await cluster.until(`the ServiceAccount of ${namespace}`, async () =>
    (await cluster.get('ServiceAccount', namespace, 'default')) === undefined ? ['not there'] : [],
  );
  await cluster.create(
    'Pod',
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'stranger', labels },
      spec: { containers: [place.idle ?? { name: 'pause', image: 'registry.k8s.io/pause:3.10.1' }], terminationGracePeriodSeconds: 0 },
    },
    namespace,
  );
  let pod: Live | undefined;
  await cluster.until(
    `the pod of ${namespace}`,
    async () => {
      pod = await cluster.get('Pod', namespace, 'stranger');
      return pod !== undefined && isReady(pod) ? [] : [JSON.stringify(pod?.status)];
    },
    90 * place.patience,
  );
  return pod as Live;
};
