// Opens connections from pods and holds each against the stored policies.
import type { Live } from '../../cluster/cluster';
import { type Endpoint, NetworkPolicies, type NetworkPolicy } from '../../support/network/policies';
import type { Instance } from './instance';
import type { Place } from './place';
import { componentOf, inPod } from './pods';

interface ServiceSpec {
  readonly clusterIP: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string; readonly protocol: string }[];
}

interface PodSpec {
  readonly containers: readonly { readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[] }[];
}

/** A port of a Service, and what answers there. */
interface Target {
  readonly component: string;
  /** `10.96.0.7:9000` */
  readonly address: string;
  readonly server: Endpoint;
  readonly port: number;
}

const endpointOf = ({ metadata, spec, status }: Live): Endpoint => ({
  ip: String(status?.['podIP']),
  namespace: String(metadata.namespace),
  labels: metadata.labels ?? {},
  ports: Object.fromEntries(
    (spec as PodSpec).containers.flatMap(({ ports = [] }) =>
      ports.flatMap(({ name, containerPort }) => (name === undefined ? [] : [[name, containerPort]])),
    ),
  ),
});

/** Ports of all Services of the instance, and the API server behind its own. */
const targetsOf = async ({ node: { cluster }, namespace }: Instance<Place>, pods: readonly Live[]): Promise<Target[]> => {
  const services = (await cluster.list('Service', namespace)).flatMap(({ metadata, spec }) => {
    const { clusterIP, selector = {}, ports } = spec as ServiceSpec;
    const pod = pods.find(({ metadata: { labels = {} } }) => Object.entries(selector).every(([key, value]) => labels[key] === value));
    if (pod === undefined) throw new Error(`no pod behind the Service ${metadata.name}`);
    const server = endpointOf(pod);
    return ports.map(({ port, targetPort }) => {
      const number = typeof targetPort === 'number' ? targetPort : (server.ports?.[targetPort] ?? Number.NaN);
      // A Service without an address leads to the pod's own.
      const address = clusterIP === 'None' ? `${server.ip}:${number}` : `${clusterIP}:${port}`;
      return { component: componentOf(pod), address, server, port: number };
    });
  });
  const [slice] = (await cluster.list('EndpointSlice', 'default', 'kubernetes.io/service-name=kubernetes')) as unknown as {
    endpoints: { addresses: [string] }[];
    ports: { port: number }[];
  }[];
  const [api] = await cluster.list('Service', 'default', 'component=apiserver');
  const ip = slice?.endpoints[0]?.addresses[0] ?? '';
  return [
    ...services,
    {
      component: 'the API server',
      address: `${(api?.spec as ServiceSpec | undefined)?.clusterIP}:443`,
      server: { ip, node: 'own' },
      port: slice?.ports[0]?.port ?? Number.NaN,
    },
  ];
};

interface Tried {
  readonly tried: number;
  /** `edge -> relay:3000` */
  readonly open: readonly string[];
  /** Connections that are not as the stored policies say. */
  readonly wrong: readonly string[];
}

/** Opens a connection from each pod to each port of each Service but its own, and holds the result against the stored policies. */
export const tryConnections = async (instance: Instance<Place>, from: readonly Live[]): Promise<Tried> => {
  const { cluster } = instance.node;
  const stored = (await cluster.list('NetworkPolicy')) as unknown as NetworkPolicy[];
  const namespaces = Object.fromEntries((await cluster.list('Namespace')).map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const policies = new NetworkPolicies(stored, namespaces);
  const targets = await targetsOf(instance, await instance.pods());
  const open: string[] = [];
  const wrong: string[] = [];
  let tried = 0;
  // Two at once: the machine has two processors to spare at most.
  const queue = [...from];
  const work = async () => {
    for (let pod = queue.pop(); pod !== undefined; pod = queue.pop()) {
      const client = endpointOf(pod);
      const others = targets.filter(({ server }) => server.ip !== client.ip);
      const results = (await inPod(instance.node, pod, 'connect.py', ...others.map(({ address }) => address))) as Record<string, boolean>;
      for (const { component, address, server, port } of others) {
        tried += 1;
        const what = `${componentOf(pod)} -> ${component}:${port}`;
        const allowed = policies.allow(client, server, { port });
        if (results[address]) open.push(what);
        if (results[address] !== allowed) wrong.push(`${what} is ${results[address] ? 'open' : 'closed'}`);
      }
    }
  };
  await Promise.all([work(), work()]);
  return { tried, open: open.sort(), wrong: wrong.sort() };
};
