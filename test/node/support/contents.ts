import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { kubectlBinary } from '../../cluster/binaries';
import type { Instance } from './instance';
import { volumeFolder } from './volumes';

/** What an instance's stores hold, read from outside and within some milliseconds; a table that is not there holds nothing. */
export class Contents {
  private readonly instance: Instance;
  private clickhousePassword = '';
  private psql: { process: ChildProcessWithoutNullStreams; lines: AsyncIterator<string> } | undefined;
  private asked: Promise<unknown> = Promise.resolve();

  constructor(instance: Instance) {
    this.instance = instance;
  }

  private async proxied(
    component: string,
    port: number,
    rest: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: unknown }> {
    const place = `api/v1/namespaces/${this.instance.namespace}/pods/sentry-${component}-0:${port}/proxy/${rest}`;
    return this.instance.node.cluster.request(place, { headers });
  }

  /** Partitions of all topics but Kafka's own: `events-0`. */
  topics(): string[] {
    const folder = path.join(volumeFolder(this.instance.node, this.instance.namespace, 'sentry-kafka'), 'logs');
    return existsSync(folder) ? readdirSync(folder).filter((name) => /^[^_].*-\d+$/.test(name) && !name.endsWith('.log')) : [];
  }

  /** Names of buckets, and what the filer's configuration says of them: how long their objects live. */
  async buckets(): Promise<string[]> {
    const { body } = await this.proxied('seaweedfs', 8888, 'buckets/?limit=100', { Accept: 'application/json' });
    const names = ((body as { Entries?: { FullPath: string }[] | null }).Entries ?? []).map(({ FullPath }) => FullPath);
    const { status, body: rules } = await this.proxied('seaweedfs', 8888, 'etc/seaweedfs/filer.conf', {});
    const { locations = [] } = (status === 200 ? (typeof rules === 'string' ? JSON.parse(rules) : rules) : {}) as {
      locations?: { locationPrefix: string; ttl?: string }[];
    };
    return [...names, ...locations.map(({ locationPrefix, ttl }) => `${locationPrefix}: ${ttl}`)].sort();
  }

  /** Rows of a query, [] when a table is not there. */
  async clickhouse(query: string): Promise<string[]> {
    this.clickhousePassword ||= this.instance.secret('sentry-clickhouse', 'password');
    const headers = { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': this.clickhousePassword };
    const { status, body } = await this.proxied('clickhouse', 8123, `?query=${encodeURIComponent(query)}`, headers);
    if (status === 404) return [];
    if (status !== 200) throw new Error(`${query}: HTTP ${status}: ${body}`);
    return String(body).split('\n').filter(Boolean);
  }

  /** Rows of a query, [] when a table is not there. One session answers all. */
  postgres(query: string): Promise<string[]> {
    const answer = this.asked.then(async () => {
      this.psql ??= this.session();
      const { process: child, lines } = this.psql;
      child.stdin.write(`${query};\n\\echo end of rows\n`);
      const rows: string[] = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error('psql ended');
        if (value === 'end of rows') return rows;
        rows.push(value);
      }
    });
    this.asked = answer.catch(() => undefined);
    return answer;
  }

  private session(): { process: ChildProcessWithoutNullStreams; lines: AsyncIterator<string> } {
    const { node, namespace } = this.instance;
    const [command = '', ...first] = [...node.enter('--net'), kubectlBinary(), ...node.cluster.access];
    const child = spawn(command, [
      ...first,
      '-n',
      namespace,
      'exec',
      '-i',
      'sentry-postgres-0',
      '--',
      'sh',
      '-c',
      'exec psql -U "$POSTGRES_USER" -qtA postgres 2>/dev/null',
    ]);
    return { process: child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  }

  close(): void {
    this.psql?.process.kill();
    this.psql = undefined;
  }
}
