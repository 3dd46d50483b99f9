// Reads what the stores hold, from outside.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Instance } from './instance';
import { volumeFolder } from './volumes';

type Psql = ChildProcessByStdio<Writable, Readable, null>;

/** What an instance's stores hold, read from outside and within some milliseconds; a table that is not there holds nothing. */
export class Contents {
  private readonly instance: Instance;
  private clickhousePassword = '';
  private psql: { process: Psql; lines: AsyncIterator<string> } | undefined;
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

  /** Names of buckets, and how long the objects of some live: `/buckets/profiles: 90 days`. */
  async buckets(): Promise<string[]> {
    const { body } = await this.proxied('seaweedfs', 8888, 'buckets/?limit=100', { Accept: 'application/json' });
    const { Entries: entries } = body as { Entries?: { FullPath: string; Extended: Record<string, string> | null }[] | null };
    return (entries ?? [])
      .filter(({ FullPath }) => !FullPath.includes('/.'))
      .flatMap(({ FullPath, Extended }) => {
        const rules = Buffer.from(Extended?.['s3-bucket-lifecycle-configuration-xml'] ?? '', 'base64').toString();
        const [, days] = /<Days>(\d+)</.exec(rules) ?? [];
        return days === undefined ? [FullPath] : [FullPath, `${FullPath}: ${days} days`];
      })
      .sort();
  }

  /** Rows of a query, [] when a table is not there. */
  async clickhouse(query: string): Promise<string[]> {
    this.clickhousePassword ||= this.instance.secret('clickhouse', 'password');
    const headers = { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': this.clickhousePassword };
    const { status, body } = await this.proxied('clickhouse', 8123, `?query=${encodeURIComponent(query)}`, headers);
    if (status === 404) return [];
    if (status !== 200) throw new Error(`${query}: HTTP ${status}: ${body}`);
    return String(body).split('\n').filter(Boolean);
  }

  /** Rows of a query, [] when a table is not there. One session answers all. */
  postgres(query: string): Promise<string[]> {
    const answer = this.asked.then(async () => {
      this.psql ??= await this.session();
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

  private async session(): Promise<{ process: Psql; lines: AsyncIterator<string> }> {
    const { uid } = (await this.instance.pod('postgres')).metadata;
    const pids = [...this.instance.node.processes(uid).values()].flat();
    const server = pids.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres');
    if (server === undefined) throw new Error('PostgreSQL has no process');
    // Not by kubectl: its exec takes standard input only once.
    const child = spawn(
      'nsenter',
      [`--target=${server}`, '--mount', '--net', '--', '/usr/local/bin/psql', '-U', 'postgres', '-qtA', 'postgres'],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    );
    return { process: child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  }

  close(): void {
    this.psql?.process.kill();
    this.psql = undefined;
  }
}
