// Hostile requests through a real controller and a real door.
import type { Manifest } from 'manifest-review/manifests';
import { findings, Recorder, send } from '../support/vectors';
import { ControlPlane } from './control-plane';
import { type Nginx, startBareDoor, startEdge } from './edge';
import { type IngressController, startSkipper, startTraefik, traefikGateway } from './ingress-controllers';
import { removeRenders, renderExample, withFault } from './renders';
import { addNamespace } from './workloads';

let plane: ControlPlane;
let recorder: Recorder;
let edge: Nginx;
let bare: Nginx;
let controller: IngressController;

/** What leads to a door, as rendered for one namespace and host; the door is reached by an EndpointSlice of our own making. */
const publish = async (
  host: string,
  settings: { readonly [setting: string]: unknown },
  door: Nginx,
  { ingest = {}, change = () => undefined }: { readonly ingest?: object; readonly change?: (manifest: Manifest) => void } = {},
): Promise<void> => {
  const namespace = host.replaceAll('.', '-');
  const render = renderExample('default', { namespace, ingest: { url: `http://${host}`, ...ingest }, ingress: settings });
  const front = withFault(render, (manifest) => {
    if (!['Service', 'Ingress', 'HTTPRoute'].includes(manifest.kind) || manifest.metadata.name !== 'sentry-edge') return undefined;
    change(manifest);
    return manifest;
  });
  await addNamespace(plane.cluster, namespace);
  plane.cluster.kubectl('apply', '-f', front.folder);
  await plane.cluster.create(
    'EndpointSlice',
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'sentry-edge', labels: { 'kubernetes.io/service-name': 'sentry-edge' } },
      // The API server takes loopback for no IPv4 endpoint, but for a name.
      addressType: 'FQDN',
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
      ports: [{ name: 'http', port: door.port, protocol: 'TCP' }],
    },
    namespace,
  );
};

/** Waits until the controller leads a host of project 1 to its door. */
const served = async ({ port, process }: IngressController, host: string): Promise<void> => {
  const request = Buffer.from(`POST /api/1/store/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  await plane.cluster.until(host, async () => {
    if (!process.running) throw new Error(process.tail());
    const status = await send(port, request);
    return status === 200 ? [] : [`answers ${status}`, process.tail()];
  });
};

beforeAll(async () => {
  plane = await ControlPlane.start({ controllers: false });
  recorder = new Recorder();
  const backend = await recorder.listen();
  edge = await startEdge(renderExample('default'), backend);
  bare = await startBareDoor(backend);
});

afterAll(async () => {
  recorder?.close();
  removeRenders();
  await controller?.stop();
  await edge?.stop();
  await bare?.stop();
  await plane?.stop();
});

type Spec = { rules: { http?: { paths: { path: string }[] }; matches?: { path: { value: string } }[] }[] };

/** A fault: ids of one digit alone. */
const shortIds = ({ spec }: Manifest): void => {
  for (const { http, matches } of (spec as Spec | undefined)?.rules ?? []) {
    for (const each of http?.paths ?? []) each.path = each.path.replace('{0,19}', '{0}');
    for (const { path } of matches ?? []) path.value = path.value.replace('{0,19}', '{0}');
  }
};

const methods = ['H111', 'H112', 'H114', 'H116', 'H118', 'H120'];

const fronts = [
  {
    name: 'skipper',
    start: startSkipper,
    settings: { controller: 'skipper', className: 'skipper' },
    // It decodes the path and tidies it up to compare it, and passes it on as it came.
    alone: ['H52', 'H63', 'H79', 'H80', 'H82', 'H91', 'H92', 'H93', 'H94', 'H95', 'H96', 'H97', 'H101', ...methods],
  },
  {
    name: 'traefik',
    start: startTraefik,
    settings: { controller: 'traefik', className: 'traefik' },
    // Its expression has no anchor in front.
    alone: ['H108', ...methods, 'H126'],
  },
  { name: 'gateway', settings: { controller: 'traefik', gateway: traefikGateway }, alone: methods },
];

describe.each(fronts)('$name', ({ name, start, settings, alone }) => {
  const host = (what: string): string => `${what}.${name}.example.com`;
  const ids = (found: readonly string[]): string[] => found.map((line) => line.split(':')[0] ?? '');
  const of = async (what: string): Promise<string[]> => {
    await served(controller, host(what));
    return findings(controller.port, host(what), recorder);
  };
  const projects = [1, 42, 4505281256090624];

  beforeAll(async () => {
    await publish(host('edge'), settings, edge);
    await publish(host('bare'), settings, bare);
    await publish(host('faulty'), settings, edge, { change: shortIds });
    await publish(host('exact'), settings, edge, { ingest: { projects } });
    await publish(host('exact-bare'), settings, bare, { ingest: { projects } });
    await publish(host('prefix'), { ...settings, controller: undefined }, edge);
    await publish(host('prefix-bare'), { ...settings, controller: undefined }, bare);
    if (start !== undefined) {
      await controller?.stop();
      controller = await start(plane);
    }
  });

  test.each(['edge', 'exact', 'prefix'])('%s: what is legitimate arrives, nothing leaks', async (what) => {
    expect(await of(what)).toEqual([]);
  });

  test('before a door that decides nothing, its own reading of paths shows', async () => {
    expect(ids(await of('bare'))).toEqual(alone);
  });

  test('an expression that is wrong shuts out what is legitimate', async () => {
    expect(ids(await of('faulty'))).toEqual(['L02', 'L03']);
  });

  test('projects that are not listed do not get as far as the door', async () => {
    await served(controller, host('exact-bare'));
    recorder.seen.length = 0;
    const request = `POST /api/7/store/ HTTP/1.1\r\nHost: ${host('exact-bare')}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    expect([await send(controller.port, Buffer.from(request)), recorder.seen]).toEqual([404, []]);
  });

  test('a prefix alone would let Relay’s other endpoints through', async () => {
    expect(ids(await of('prefix-bare'))).toEqual(expect.arrayContaining(['H05', 'H10', 'H17', 'H30', 'H49']));
  });
});
