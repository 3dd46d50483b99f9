// The node is what it was asked to be.
import * as path from 'node:path';
import { root } from '../../root';
import type { Live } from '../cluster/cluster';
import { comesUp } from './core/comes-up';
import { connections } from './core/connections';
import { events } from './core/events';
import { Instance } from './support/instance';
import { Node } from './support/node';
import { inPod } from './support/pods';
import { stranger } from './support/strangers';

const resolver = '169.254.20.10';
let node: Node;
let pod: Live;

beforeAll(async () => {
  node = await Node.start({ cpus: 12, apiPort: 8443, dnsPort: 5353, resolver });
  pod = await stranger(node, 'strangers');
});

afterAll(() => node?.stop());

const addresses = (kind: string, ...args: string[]): string[] => node.cluster.kubectl('get', kind, ...args).split(' ');

test('the API server, CoreDNS and a resolver of the node are where they are asked to be', async () => {
  expect(addresses('endpointslice', 'kubernetes', '-o', 'jsonpath={.ports[*].port}')).toEqual(['8443']);
  const ports = addresses('endpointslice', '-n', 'kube-system', '-l', 'k8s-app=kube-dns', '-o', 'jsonpath={.items[*].ports[*].port}');
  expect([...new Set(ports)]).toEqual(['5353']);
  const name = 'kubernetes.default.svc.cluster.local';
  for (const server of [resolver, '10.96.0.10']) expect(await inPod(node, pod, 'resolve.js', server, name)).toEqual(['10.96.0.1']);
  expect(await inPod(node, pod, 'connect.py', '10.96.0.1:443')).toEqual({ '10.96.0.1:443': true });
});

test('pods are told of the resolver, and the node counts with the processors that it was given', () => {
  const kubelet = JSON.parse(node.cluster.kubectl('get', '--raw', '/api/v1/nodes/node-1/proxy/configz')) as {
    kubeletconfig: { clusterDNS: string[] };
  };
  expect(kubelet.kubeletconfig.clusterDNS).toEqual([resolver]);
  expect(addresses('node', 'node-1', '-o', 'jsonpath={.status.allocatable.cpu}')).toEqual(['12']);
});

test('a killed kubelet leaves the pods alone, and is started again', async () => {
  const uid = (await node.cluster.get('Pod', 'strangers', 'stranger'))?.metadata.uid ?? '';
  const before = [...node.processes(uid)];
  node.kill('kubelet');
  node.startDaemon('kubelet');
  const started = Date.now();
  await node.isReady(started);
  expect([...node.processes(uid)]).toEqual(before);
});

describe('dist/ on such a node', () => {
  const instance = () => new Instance(node, 'sentry');
  comesUp(instance, path.join(root, 'dist'));
  connections(instance, () => pod);
  events(instance, () => pod);
});
