// A client of the API server: kubectl, reads and watches.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Manifest } from 'manifest-review/manifests';
import { kubectlBinary } from './binaries';

export interface ClusterProps {
  /** File of that name; kubectl's own rules find it when absent. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Command that runs another one where the API server is reached, such as in a network namespace. @default - here */
  readonly inside?: () => readonly string[];
}

export interface Result {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** An object as the API server gives it. */
export interface Live extends Manifest {
  readonly metadata: Manifest['metadata'] & {
    readonly uid: string;
    readonly namespace?: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  };
  readonly status?: Readonly<Record<string, unknown>>;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: Live;
}

/** Where each kind is served: below /api/v1 or /apis/<group>. */
const paths: Readonly<Record<string, string>> = {
  Namespace: 'api/v1/namespaces',
  Node: 'api/v1/nodes',
  PersistentVolume: 'api/v1/persistentvolumes',
  StorageClass: 'apis/storage.k8s.io/v1/storageclasses',
  Pod: 'api/v1/pods',
  Service: 'api/v1/services',
  ConfigMap: 'api/v1/configmaps',
  Secret: 'api/v1/secrets',
  ServiceAccount: 'api/v1/serviceaccounts',
  ResourceQuota: 'api/v1/resourcequotas',
  PersistentVolumeClaim: 'api/v1/persistentvolumeclaims',
  Event: 'api/v1/events',
  Deployment: 'apis/apps/v1/deployments',
  ReplicaSet: 'apis/apps/v1/replicasets',
  StatefulSet: 'apis/apps/v1/statefulsets',
  Job: 'apis/batch/v1/jobs',
  CronJob: 'apis/batch/v1/cronjobs',
  NetworkPolicy: 'apis/networking.k8s.io/v1/networkpolicies',
  Ingress: 'apis/networking.k8s.io/v1/ingresses',
  EndpointSlice: 'apis/discovery.k8s.io/v1/endpointslices',
  GatewayClass: 'apis/gateway.networking.k8s.io/v1/gatewayclasses',
  Gateway: 'apis/gateway.networking.k8s.io/v1/gateways',
  HTTPRoute: 'apis/gateway.networking.k8s.io/v1/httproutes',
  ReferenceGrant: 'apis/gateway.networking.k8s.io/v1beta1/referencegrants',
  Certificate: 'apis/cert-manager.io/v1/certificates',
  PodDisruptionBudget: 'apis/policy/v1/poddisruptionbudgets',
  Role: 'apis/rbac.authorization.k8s.io/v1/roles',
  RoleBinding: 'apis/rbac.authorization.k8s.io/v1/rolebindings',
  ClusterRole: 'apis/rbac.authorization.k8s.io/v1/clusterroles',
  ClusterRoleBinding: 'apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  PodTemplate: 'api/v1/podtemplates',
  DaemonSet: 'apis/apps/v1/daemonsets',
  HorizontalPodAutoscaler: 'apis/autoscaling/v2/horizontalpodautoscalers',
  IngressClass: 'apis/networking.k8s.io/v1/ingressclasses',
  PriorityClass: 'apis/scheduling.k8s.io/v1/priorityclasses',
  CustomResourceDefinition: 'apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  ValidatingWebhookConfiguration: 'apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
};

const clusterScoped = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'StorageClass',
  'IngressClass',
  'PriorityClass',
  'CustomResourceDefinition',
  'ValidatingWebhookConfiguration',
  'ClusterRole',
  'ClusterRoleBinding',
]);

/** `api/v1/pods` and a namespace give `api/v1/namespaces/<namespace>/pods`. */
const pathOf = (kind: string, namespace?: string): string => {
  const place = paths[kind];
  if (place === undefined) throw new Error(`no path of kind ${kind}`);
  return namespace === undefined ? place : place.replace(/\/([a-z]+)$/, `/namespaces/${namespace}/$1`);
};

/** A port of loopback that leads to the socket, which has no network namespace. */
const relay = async (socket: string): Promise<Server> => {
  const server = createServer((client) => {
    const upstream = connect(socket);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      from.pipe(to).on('error', () => from.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

interface Proxy {
  readonly process: ChildProcess;
  readonly url: string;
  readonly relay?: Server;
}

/** A cluster that is reached by kubectl, and by its proxy where JSON or a watch is wanted. */
export class Cluster {
  readonly access: readonly string[];
  private readonly props: ClusterProps;
  private proxy: Promise<Proxy> | undefined;

  constructor(props: ClusterProps) {
    this.props = props;
    const { kubeconfig, context } = props;
    this.access = [
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
      ...(context === undefined ? [] : [`--context=${context}`]),
    ];
  }

  tryKubectl(...args: string[]): Result {
    const [command = '', ...first] = [...(this.props.inside?.() ?? []), kubectlBinary(), ...this.access];
    const { status, stdout, stderr, error } = spawnSync(command, [...first, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (error !== undefined) throw error;
    return { ok: status === 0, stdout, stderr };
  }

  /** Standard output; throws with standard error when kubectl fails. */
  kubectl(...args: string[]): string {
    const { ok, stdout, stderr } = this.tryKubectl(...args);
    if (!ok) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** The same, while all else goes on. */
  async kubectlBeside(...args: string[]): Promise<string> {
    const [command = '', ...first] = [...(this.props.inside?.() ?? []), kubectlBinary(), ...this.access];
    return (await promisify(execFile)(command, [...first, ...args], { maxBuffer: 1 << 28 })).stdout;
  }

  private async startProxy(): Promise<Proxy> {
    // Ends with this process: its standard input is a pipe of ours.
    const script = 'exec 3<&0; "$@" & pid=$!; { cat >/dev/null; kill $pid; } <&3 >/dev/null 2>&1 & wait $pid 2>/dev/null';
    const { kubeconfig = '' } = this.props;
    const inside = this.props.inside?.();
    const socket = inside === undefined ? undefined : path.join(path.dirname(kubeconfig), `proxy-${Date.now()}`);
    const where = socket === undefined ? '--port=0' : `--unix-socket=${socket}`;
    const child = spawn('sh', ['-c', script, 'sh', ...(inside ?? []), kubectlBinary(), ...this.access, 'proxy', where], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (data: Buffer) => {
        const [, found] = /Starting to serve on (?:.*:)?(.+)/.exec(data.toString()) ?? [];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', () => {
        child.stdin.destroy();
        reject(new Error('kubectl proxy ended'));
      });
    });
    if (socket === undefined) return { process: child, url: `http://127.0.0.1:${port}` };
    const server = await relay(socket);
    return { process: child, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, relay: server };
  }

  /** Where the API is served to anybody on this machine, until close(); one proxy, also where the first requests are made at once. */
  async url(): Promise<string> {
    this.proxy ??= this.startProxy();
    return (await this.proxy).url;
  }

  async request(place: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${await this.url()}/${place}`, init);
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  async list(kind: string, namespace?: string, selector = ''): Promise<Live[]> {
    const { status, body } = await this.request(`${pathOf(kind, namespace)}?labelSelector=${encodeURIComponent(selector)}`);
    if (status !== 200) throw new Error(`listing ${kind}: HTTP ${status}: ${JSON.stringify(body)}`);
    return (body as { items: Live[] }).items.map((item) => ({ ...item, kind }));
  }

  /** Everything of the kinds, in one list. */
  async listAll(kinds: readonly string[], namespace: string, selector = ''): Promise<Live[]> {
    return (await Promise.all(kinds.map((kind) => this.list(kind, namespace, selector)))).flat();
  }

  async get(kind: string, namespace: string | undefined, name: string): Promise<Live | undefined> {
    const { status, body } = await this.request(`${pathOf(kind, namespace)}/${name}`);
    return status === 200 ? (body as Live) : undefined;
  }

  /** Creates the object; throws with the API server's answer. */
  async create(kind: string, object: object, namespace?: string): Promise<Live> {
    const { status, body } = await this.request(pathOf(kind, namespace), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(object),
    });
    if (status !== 201) throw new Error(`creating ${kind}: HTTP ${status}: ${JSON.stringify(body)}`);
    return body as Live;
  }

  /** The object as the API server would store it when it is created; throws with the server's answer. */
  async stored(object: Manifest): Promise<Manifest> {
    const place = pathOf(object.kind, clusterScoped.has(object.kind) ? undefined : String(object.metadata['namespace'] ?? 'default'));
    const { status, body } = await this.request(`${place}?dryRun=All`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(object),
    });
    if (status !== 201) throw new Error(`creating ${object.kind} ${object.metadata.name}: HTTP ${status}: ${JSON.stringify(body)}`);
    return body as Manifest;
  }

  /** Applies on the server, as one manager that owns every field it names; a dry run stores nothing. Gives the server's answer. */
  async apply(object: Manifest, dryRun = false): Promise<{ status: number; body: unknown }> {
    const namespace = clusterScoped.has(object.kind) ? undefined : String(object.metadata['namespace'] ?? 'default');
    const plural = pathOf(object.kind).split('/').at(-1);
    const place = `${object.apiVersion.includes('/') ? 'apis' : 'api'}/${object.apiVersion}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}`;
    return this.request(`${place}/${object.metadata.name}?fieldManager=review&force=true${dryRun ? '&dryRun=All' : ''}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/apply-patch+yaml' },
      body: JSON.stringify(object),
    });
  }

  /** Merge patch, of a subresource such as `status` where one is named. */
  async patch(kind: string, namespace: string | undefined, name: string, patch: object, subresource = ''): Promise<void> {
    const { status, body } = await this.request(`${pathOf(kind, namespace)}/${name}${subresource === '' ? '' : `/${subresource}`}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/merge-patch+json' },
      body: JSON.stringify(patch),
    });
    if (status !== 200) throw new Error(`patching ${kind} ${name}: HTTP ${status}: ${JSON.stringify(body)}`);
  }

  /** Calls back for each event from now on; the returned function ends the watch and throws when it had broken off before. */
  async watch(kind: string, namespace: string | undefined, callback: (event: WatchEvent) => void): Promise<() => Promise<void>> {
    const list = await this.request(pathOf(kind, namespace));
    const { resourceVersion } = (list.body as { metadata: { resourceVersion: string } }).metadata;
    for (const item of (list.body as { items: Live[] }).items) callback({ type: 'ADDED', object: item });
    const url = `${await this.url()}/${pathOf(kind, namespace)}?watch=1&resourceVersion=${resourceVersion}`;
    // Not fetch, which ends a response that is silent for five minutes.
    const request = get(url);
    const response = await new Promise<IncomingMessage>((resolve, reject) => request.once('response', resolve).once('error', reject));
    let stopped = false;
    const read = async (): Promise<void> => {
      let rest = '';
      for await (const chunk of response.setEncoding('utf8')) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) callback(JSON.parse(line) as WatchEvent);
      }
      throw new Error(`the watch of ${kind} ended`);
    };
    const reading = read().catch((error: unknown) => (stopped ? undefined : error));
    return async () => {
      stopped = true;
      request.destroy();
      const error = await reading;
      if (error !== undefined) throw error;
    };
  }

  /** Asks until nothing is left to wait for; throws with what is left after `seconds`. */
  async until(what: string, left: () => readonly string[] | Promise<readonly string[]>, seconds = 90): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const missing = await left();
      if (missing.length === 0) return;
      if (Date.now() > end) throw new Error(`${what}: not after ${seconds} s:\n${missing.join('\n')}`);
      await sleep(200);
    }
  }

  async close(): Promise<void> {
    const { process: child, relay } = (await this.proxy?.catch(() => undefined)) ?? {};
    this.proxy = undefined;
    relay?.close();
    if (child === undefined) return;
    child.stdin?.end();
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  }
}
