// The init container that waits for schemas, run for real in pods that are played.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { dump, loadAll } from 'js-yaml';
import type { Container, PodSpec } from 'manifest-review/manifests';
import type { Cluster, Live } from './cluster';
import { defaultStages } from './control-plane';
import type { Postgres } from './postgres';
import { python, runProcess } from './secrets-job';

const waitContainer = 'wait-for-schema';
const annotation = 'test.cdk8s-sentry/gate';

interface Stage {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly selector: { readonly matchExpressions: readonly object[] } };
}

const narrowed = (stage: Stage, name: string, ...expressions: object[]): Stage => ({
  ...stage,
  metadata: { name },
  spec: { ...stage.spec, selector: { matchExpressions: [...stage.spec.selector.matchExpressions, ...expressions] } },
});

/** Stages in which a pod that has the gate's init container stays in it until its process here has ended well. */
export const gatedStages = (folder: string): string[] => {
  const [nodes = '', pods = ''] = defaultStages;
  const gate = `.spec.initContainers.[] | select( .name == "${waitContainer}" ) | .name`;
  const stages = (loadAll(readFileSync(pods, 'utf8')) as Stage[]).flatMap((stage) =>
    stage.metadata.name === 'pod-ready'
      ? [
          narrowed(stage, 'pod-ready', { key: gate, operator: 'DoesNotExist' }),
          narrowed(stage, 'pod-ready-after-gate', { key: `.metadata.annotations["${annotation}"]`, operator: 'In', values: ['passed'] }),
        ]
      : [stage],
  );
  const file = path.join(folder, 'gated-pods.yaml');
  writeFileSync(file, stages.map((stage) => dump(stage)).join('---\n'));
  return [nodes, file];
};

/** ClickHouse's HTTP interface as far as the gate uses it: Debian has no ClickHouse. */
class ClickHouse {
  readonly releases = new Set<string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data));
      request.on('end', () => {
        const release = new URL(request.url ?? '', 'http://x').searchParams.get('param_release') ?? '';
        if (body.startsWith('INSERT')) this.releases.add(release);
        response.end(body.startsWith('SELECT') ? `${this.releases.has(release) ? 1 : 0}\n` : '');
      });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Plays the kubelet for the gate: runs it as each pod says, with the script that the API server stores. */
export class Gate {
  private readonly cluster: Cluster;
  private readonly namespace: string;
  private readonly postgres: Postgres;
  private readonly clickhouse = new ClickHouse();
  private clickhousePort = 0;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-gate-'));
  private readonly running = new Map<string, ChildProcess>();
  private readonly errors: string[] = [];
  private script: Promise<string> | undefined;
  private stopWatch: (() => Promise<void>) | undefined;

  constructor(cluster: Cluster, namespace: string, postgres: Postgres) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.postgres = postgres;
  }

  async start(): Promise<void> {
    this.clickhousePort = await this.clickhouse.listen();
    this.stopWatch = await this.cluster.watch('Pod', this.namespace, ({ type, object }) => {
      const { uid, deletionTimestamp } = object.metadata;
      if (type === 'DELETED' || deletionTimestamp !== undefined) this.running.get(uid)?.kill('SIGKILL');
      else if (!this.running.has(uid)) this.run(object).catch((error: unknown) => this.errors.push(String(error)));
    });
  }

  private loadScript(): Promise<string> {
    this.script ??= this.cluster.get('ConfigMap', this.namespace, 'sentry-gate').then((map) => {
      const file = path.join(this.folder, 'schema.py');
      writeFileSync(file, (map?.['data'] as Record<string, string> | undefined)?.['schema.py'] ?? '');
      return file;
    });
    return this.script;
  }

  /** The container's own environment, with the stores here in place of those in the cluster. */
  private environment({ env = [] }: Container): Record<string, string> {
    const own = Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
    return {
      ...own,
      POSTGRES_HOST: '127.0.0.1',
      POSTGRES_PORT: `${this.postgres.port}`,
      POSTGRES_DB: 'postgres',
      POSTGRES_USER: 'postgres',
      POSTGRES_PASSWORD: this.postgres.password,
      CLICKHOUSE_HOST: '127.0.0.1',
      CLICKHOUSE_HTTP_PORT: `${this.clickhousePort}`,
      WAIT_FOR: (own['WAIT_FOR'] ?? '')
        .split(',')
        .map((address) => (address === '' ? '' : `127.0.0.1:${this.postgres.port}`))
        .join(','),
      GATE_SECONDS_BETWEEN_TRIES: '0.5',
    };
  }

  private async run({ metadata, spec }: Live): Promise<void> {
    const container = (spec as PodSpec).initContainers?.find(({ name }) => name === waitContainer);
    if (container === undefined) return;
    const [, , ...args] = container.command ?? [];
    const script = await this.loadScript();
    if (this.running.has(metadata.uid)) return;
    const child = spawn(python(), [script, ...args], {
      env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', ...this.environment(container) },
      stdio: 'ignore',
    });
    this.running.set(metadata.uid, child);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code === 0)
      await this.cluster.patch('Pod', this.namespace, metadata.name, { metadata: { annotations: { [annotation]: 'passed' } } });
    else if (code !== null) throw new Error(`the gate of ${metadata.name} ended with ${code}`);
  }

  /** What the last step of the bootstrap Job does, once its migrations are done. */
  async mark(release: string, database: 'postgres' | 'clickhouse'): Promise<void> {
    const env = this.environment({ name: '', image: '', env: [{ name: 'SCHEMA_RELEASE', value: release }] });
    const { code, output } = await runProcess(python(), [await this.loadScript(), 'mark', database], env);
    if (code !== 0) throw new Error(output.join('\n'));
  }

  async stop(): Promise<void> {
    await this.stopWatch?.();
    for (const child of this.running.values()) child.kill('SIGKILL');
    this.clickhouse.close();
    rmSync(this.folder, { recursive: true, force: true });
    if (this.errors.length > 0) throw new Error(this.errors.join('\n'));
  }
}
