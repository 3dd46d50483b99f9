// Stored policies held against the topology.
import { type Endpoint, NetworkPolicies, type NetworkPolicy, podsOf } from '../support/network/policies';
import type { Cluster } from './cluster';
import type { Render } from './renders';

/** Components that an address outside the instance may reach, by the topology: the doors. */
const isOpen = (render: Render, name: string): boolean =>
  name === 'edge' || (name === 'nginx' && render.settings.ingress.internal !== undefined);

/** Every connection that the stored policies allow and the topology does not name, and the other way round. */
export const networkFindings = async (cluster: Cluster, render: Render): Promise<string[]> => {
  const { namespace } = render.settings;
  const stored = (await cluster.list('NetworkPolicy', namespace)) as unknown as NetworkPolicy[];
  const namespaces = Object.fromEntries((await cluster.list('Namespace')).map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const policies = new NetworkPolicies(stored, namespaces);

  // Every workload has a pod by now, but CronJobs; their template says what it will be.
  const endpoints = podsOf(await cluster.listAll(['Deployment', 'StatefulSet', 'Job', 'CronJob'], namespace), namespace);
  const numbers = new Set([...endpoints.values()].flatMap(({ ports = {} }) => Object.values(ports)));

  const findings: string[] = [];
  const expectAllowed = (from: Endpoint, to: Endpoint, port: number, expected: boolean, what: string, protocol = 'TCP') => {
    if (policies.allow(from, to, { port, protocol }) !== expected)
      findings.push(`${what}:${port}/${protocol} ${expected ? 'is denied' : 'is allowed'}`);
  };
  const connections = new Set(
    render.topology.components.flatMap(({ outbound }) => outbound.map(({ from, to, number }) => `${from} ${to} ${number}`)),
  );
  const stranger: Endpoint = { ip: '10.244.9.9', namespace: 'default', labels: { app: 'stranger' }, ports: {} };
  const dns: Endpoint = { ip: '10.244.9.8', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: {} };
  const internet: Endpoint = { ip: '198.51.100.1' };
  const metadata: Endpoint = { ip: '169.254.169.254' };
  const nodeLocalDns: Endpoint = { ip: '169.254.20.10' };
  const components = new Map(render.topology.components.map((component) => [component.name, component]));
  // The API server may have any address and port.
  const goesOut = (name: string): boolean => {
    const role = components.get(name)?.role;
    return role?.internet !== undefined || role?.kubernetesApi === true;
  };
  let checked = 0;
  for (const [name, from] of endpoints) {
    for (const [other, to] of endpoints)
      for (const number of numbers) {
        // A door is open to whoever may go out of the instance.
        const through = isOpen(render, other) && number === Object.values(to.ports ?? {})[0] && goesOut(name);
        expectAllowed(from, to, number, through || connections.has(`${name} ${other} ${number}`), `${name} -> ${other}`);
        checked += 1;
      }
    const first = Object.values(from.ports ?? {})[0];
    for (const number of numbers) expectAllowed(stranger, from, number, isOpen(render, name) && number === first, `stranger -> ${name}`);
    for (const number of numbers) expectAllowed(internet, from, number, isOpen(render, name) && number === first, `internet -> ${name}`);
    const outward = goesOut(name);
    expectAllowed(from, internet, 443, outward, `${name} -> internet`);
    expectAllowed(from, internet, 25, outward, `${name} -> internet`);
    expectAllowed(from, stranger, 8080, outward, `${name} -> stranger`);
    expectAllowed(from, metadata, 80, false, `${name} -> metadata service`);
    for (const server of [dns, nodeLocalDns])
      for (const protocol of ['UDP', 'TCP']) expectAllowed(from, server, 53, true, `${name} -> DNS`, protocol);
    expectAllowed(from, dns, 9153, outward, `${name} -> DNS’s metrics`);
  }
  // What the public door is for, in words of its own.
  const names = [...endpoints.keys()].sort();
  const reaches = (name: string, other: string): boolean => {
    const [from, to] = [endpoints.get(name), endpoints.get(other)];
    return from !== undefined && to !== undefined && [...numbers].some((port) => policies.allow(from, to, { port }));
  };
  const reached = names.filter((other) => reaches('edge', other)).join();
  if (reached !== 'relay') findings.push(`edge reaches ${reached}`);
  const clients = names.filter((name) => reaches(name, 'relay')).join();
  if (clients !== 'edge,nginx') findings.push(`relay is reached by ${clients}`);
  if (checked < 1000) findings.push(`only ${checked} pairs were looked at`);
  return findings;
};
