// An instance on a node, from its first deployment to its end.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { loadAll } from 'js-yaml';
import type { Manifest } from 'manifest-review/manifests';
import { root } from '../../../root';
import type { Live } from '../../cluster/cluster';
import { unfinished } from '../../cluster/workloads';
import type { Node } from './node';
import type { Place } from './place';
import { inPod, isReady, podsOf, unready } from './pods';

export const manifestsIn = (folder: string): Manifest[] =>
  readdirSync(folder).flatMap((file) => loadAll(readFileSync(path.join(folder, file), 'utf8')) as Manifest[]);

/** A Sentry, as README.md's first deployment makes it. */
export class Instance<Where extends Place = Node> {
  readonly node: Where;
  readonly namespace: string;
  /** What names of its objects begin with: `instance` of its settings. */
  readonly name: string;

  constructor(node: Where, namespace: string, name = 'sentry') {
    this.node = node;
    this.namespace = namespace;
    this.name = name;
  }

  kubectl(...args: string[]): string {
    return this.node.cluster.kubectl('-n', this.namespace, ...args);
  }

  /** Namespace, and the Secrets that the user makes. */
  prepare(folder: string): void {
    this.kubectl('apply', '-f', path.join(folder, '00-foundation.k8s.yaml'));
    this.kubectl('create', 'secret', 'generic', 'sentry-mail', '--from-literal=password=secret');
    const [key, certificate] = ['key', 'crt'].map((extension) => path.join(tmpdir(), `tls-${this.namespace}.${extension}`)) as [
      string,
      string,
    ];
    const subject = ['-subj', '/CN=sentry.example.com', '-days', '3'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject], {
      stdio: 'ignore',
    });
    this.kubectl('create', 'secret', 'tls', 'sentry-tls', `--cert=${certificate}`, `--key=${key}`);
  }

  /** Namespace, the Secrets that the user makes, volumes, then everything. */
  async install(folder: string, sizes: Readonly<Record<string, string>> = {}): Promise<void> {
    this.prepare(folder);
    await this.apply(folder, sizes);
  }

  /** Applies the folder; gives kubectl's lines. */
  async apply(folder: string, sizes: Readonly<Record<string, string>> = {}): Promise<string[]> {
    await this.node.provision(manifestsIn(folder), sizes);
    const lines = await this.node.cluster.kubectlBeside('-n', this.namespace, 'apply', '-f', folder);
    return lines.trim().split('\n');
  }

  /** Waits as the cluster does, with the patience that the place takes. */
  until(what: string, left: () => readonly string[] | Promise<readonly string[]>, seconds = 90): Promise<void> {
    return this.node.cluster.until(what, left, seconds * this.node.patience);
  }

  /** Waits until everything is rolled out and every pod is ready; throws with what is not and what it says. */
  async ready(seconds: number): Promise<void> {
    const left = async () => [
      ...(await unfinished(this.node.cluster, this.namespace)),
      ...(await this.pods()).filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name),
    ];
    try {
      await this.until(`everything ready in ${this.namespace}`, left, seconds);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${(await unready(this.node.cluster, this.namespace)).join('\n')}`);
    }
  }

  /** Pods that are not over. */
  async pods(): Promise<Live[]> {
    return (await this.node.cluster.list('Pod', this.namespace)).filter(({ status }) => status?.['phase'] !== 'Succeeded');
  }

  /** The one pod of a component. */
  async pod(component: string): Promise<Live> {
    const [pod] = await podsOf(this.node.cluster, this.namespace, component);
    if (pod === undefined) throw new Error(`no pod of ${component}`);
    return pod;
  }

  /** Value of a key of a component's Secret. */
  secret(component: string, key: string): string {
    return Buffer.from(this.kubectl('get', 'secret', `${this.name}-${component}`, '-o', `jsonpath={.data.${key}}`), 'base64').toString();
  }

  /** Standard output of a command in a pod of the component, without its last line break. */
  async exec(component: string, ...command: string[]): Promise<string> {
    return this.kubectl('exec', (await this.pod(component)).metadata.name, '--', ...command).trim();
  }

  /** What an SQL statement gives. */
  sql(statement: string): Promise<string> {
    return this.exec('postgres', 'sh', '-c', `psql -U "$POSTGRES_USER" -tAc "${statement}" postgres`);
  }

  /** Messages of a topic, read by the client in Sentry's image. */
  messages(topic: string): string[] {
    const script = readFileSync(path.join(root, 'test/node/inside/messages.py'), 'utf8');
    return this.kubectl('exec', `deployment/${this.name}-web`, '--', 'python3', '-c', script, `${this.name}-kafka:9092`, topic)
      .trim()
      .split('\n');
  }

  /** What a ClickHouse query gives, without its last line break. */
  async clickhouse(query: string): Promise<string> {
    const pod = await this.pod('clickhouse');
    const user = ['X-ClickHouse-User: default', `X-ClickHouse-Key: ${this.secret('clickhouse', 'password')}`];
    const { status, body } = (await inPod(this.node, pod, 'request.py', 'POST', 'http://127.0.0.1:8123/', query, ...user)) as {
      status: number;
      body: string;
    };
    if (status !== 200) throw new Error(`${query}: HTTP ${status}: ${body}`);
    return body.trimEnd();
  }
}
