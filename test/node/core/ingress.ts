// Traefik before the edge, on the node's own address.
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { binary } from '../../cluster/binaries';
import { Background } from '../../cluster/control-plane';
import { alone, type Render, set } from '../../cluster/renders';
import type { Instance } from '../support/instance';
import { inside } from '../support/pods';
import { stranger } from '../support/strangers';
import { arrive } from './events';

const address = '192.0.2.2:30443';
const host = 'sentry.example.com';

/** Traefik in the network namespace of a pod, behind a port of the node. */
const startTraefik = async ({ node }: Instance): Promise<Background> => {
  const pod = await stranger(node, 'ingress', { app: 'traefik' });
  await node.cluster.create('IngressClass', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'traefik' },
    spec: { controller: 'traefik.io/ingress-controller' },
  });
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'traefik' },
    spec: { type: 'NodePort', selector: { app: 'traefik' }, ports: [{ name: 'https', port: 443, targetPort: 8443, nodePort: 30443 }] },
  };
  await node.cluster.create('Service', service, 'ingress');
  const api = '--providers.kubernetesIngress';
  const command = [
    ...node.inPod(pod.metadata.uid),
    binary('traefik'),
    '--global.sendAnonymousUsage=false',
    '--global.checkNewVersion=false',
    // A connection that is kept would outlive the policy that it was made under.
    '--serversTransport.maxIdleConnsPerHost=-1',
    '--entryPoints.websecure.address=:8443',
    '--entryPoints.websecure.http.tls=true',
    `${api}=true`,
    `${api}.endpoint=https://10.96.0.1:443`,
    `${api}.token=admin`,
    `${api}.certAuthFilePath=${path.join(node.state, 'pki/ca.crt')}`,
    `${api}.ingressClass=traefik`,
  ];
  return new Background('traefik', command, path.join(node.state, 'log'));
};

/** A request for the public host to the node's address; a request of the same kind is refused when the edge's policy lets nobody in. */
export const ingressLeads = (instance: () => Instance, render: () => Render): void =>
  test('Traefik leads a request from the node’s address to the edge, and nothing else', async () => {
    const { cluster } = instance().node;
    const id = 'fedcba9876543210fedcba9876543210';
    const event = JSON.stringify({ event_id: id, message: 'through Traefik', platform: 'other' });
    const [command = '', ...first] = instance().node.enter('--net');
    const send = (method: string, target: string): { status: number | string; subject?: string } =>
      JSON.parse(
        execFileSync(command, [...first, process.execPath, path.join(inside, 'https.js'), method, address, host, target, event], {
          encoding: 'utf8',
          timeout: 30_000,
        }),
      );
    const traefik = await startTraefik(instance());
    try {
      await instance().until('Traefik', () => {
        if (!traefik.running) throw new Error(traefik.tail());
        const { status } = send('POST', '/api/1/store/');
        return status === 200 ? [] : [`answers ${status}`, traefik.tail()];
      });
      expect(send('POST', '/api/1/store/')).toEqual({ status: 200, subject: host });
      await arrive(instance(), [id]);
      for (const target of ['/', '/api/0/', '/api/1/envelope/', '/healthz']) expect(send('POST', target).status).toBe(404);
      const closed = alone(render(), 'NetworkPolicy', 'sentry-edge', (policy) => set(policy, 'spec.ingress', undefined));
      cluster.kubectl('apply', '-f', closed.folder);
      await instance().until('a closed policy', () => {
        const { status } = send('POST', '/api/1/store/');
        return status === 502 || status === 504 ? [] : [`answers ${status}`];
      });
    } finally {
      cluster.kubectl('apply', '-f', alone(render(), 'NetworkPolicy', 'sentry-edge').folder);
      await traefik.stop();
    }
  });
