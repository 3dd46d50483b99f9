// Memory of the stores under load, against their requests and limits.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Container, type PodSpec, quantityNumber } from 'manifest-review/manifests';
import { kubectlBinary } from '../../cluster/binaries';
import type { Live } from '../../cluster/cluster';
import type { Instance } from '../support/instance';
import { containersOf, inside, startLoad } from '../support/pods';
import { edgeUrl } from './events';

/** Stores whose program is the real one, and what stands before them. */
const measured = ['postgres', 'pgbouncer', 'redis', 'kafka', 'seaweedfs', 'memcached', 'nginx', 'edge'];

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

interface Row {
  readonly component: string;
  /** MiB, as the rest. */
  readonly request: number;
  readonly limit: number;
  readonly idle: number;
  most: number;
  readonly restarts: number;
}

const container = (pod: Live): Container => (pod.spec as PodSpec).containers[0] as Container;

const restartsOf = (pod: Live): number => containersOf(pod).reduce((sum, { restartCount }) => sum + restartCount, 0);

/** MiB that the component's container holds. */
const held = (instance: Instance, pod: Live): number => {
  const id =
    containersOf(pod)
      .find(({ name }) => name === container(pod).name)
      ?.containerID?.replace('containerd://', '') ?? '';
  return mebibytes(instance.node.memory(pod.metadata.uid).get(id) ?? Number.NaN);
};

/** What is over a limit, and what is over a request. */
export const judge = (rows: readonly Row[]): { over: string[]; above: string[] } => ({
  over: rows
    .filter(({ most, limit, restarts }) => !(most <= limit) || restarts > 0)
    .map(({ component, most, limit, restarts }) => `${component}: ${most} of ${limit} MiB, ${restarts} restarts`),
  above: rows
    .filter(({ most, request }) => most > request)
    .map(({ component, most, request }) => `${component} holds ${most} MiB and asks for ${request}`),
});

/** A hundred writes a second for a minute, into each store and through both doors. */
export const memoryUnderLoad = (instance: () => Instance, stranger: () => Live): void =>
  test('stores stay within their memory under 100 writes a second for a minute', async () => {
    const pods = new Map(await Promise.all(measured.map(async (name) => [name, await instance().pod(name)] as const)));
    const rows = [...pods].map(([component, pod]): Row => {
      const { requests, limits } = container(pod)['resources'] as Record<string, Record<string, string>>;
      const [request = 0, limit = 0] = [requests?.['memory'], limits?.['memory']].map((each) =>
        mebibytes(quantityNumber(each) ?? Number.NaN),
      );
      return { component, request, limit, idle: held(instance(), pod), most: 0, restarts: -restartsOf(pod) };
    });
    /** Looks at what the pods hold until it is over. */
    const during = async <T>(work: Promise<T>): Promise<T> => {
      let ended = false;
      const end = work.finally(() => {
        ended = true;
      });
      while (!ended) {
        for (const row of rows) row.most = Math.max(row.most, held(instance(), pods.get(row.component) as Live));
        await Promise.race([end.catch(() => undefined), sleep(1000)]);
      }
      return end;
    };
    const script = readFileSync(path.join(inside, 'writes.py'), 'utf8');
    const [command = '', ...first] = [...instance().node.enter('--net'), kubectlBinary(), ...instance().node.cluster.access];
    const exec = ['-n', instance().namespace, 'exec', 'deployment/sentry-web', '--', 'python3', '-c', script, '60', '100'];
    const { stdout } = await during(promisify(execFile)(command, [...first, ...exec], { timeout: 120_000 }));
    const written = JSON.parse(stdout) as Record<string, [number, number, string]>;
    // Not at the same time: there are two processors for all.
    const loads = [
      startLoad(instance().node, stranger(), `${edgeUrl(instance())}/api/1/store/`, 'sentry.example.com', 100),
      startLoad(instance().node, pods.get('nginx') as Live, 'http://127.0.0.1:8080/api/1/store/', 'sentry.internal.example.com', 100),
    ];
    await during(sleep(60_000));
    const [edge, inner] = await Promise.all(loads.map((stop) => stop()));
    for (const [name, load] of [
      ['edge', edge],
      ['nginx', inner],
    ] as const)
      written[name] = [load?.accepted.length ?? 0, load?.failed.length ?? 0, JSON.stringify(load?.failed[0] ?? '')];
    const after = await Promise.all(
      rows.map(async (row) => ({ ...row, restarts: row.restarts + restartsOf(await instance().pod(row.component)) })),
    );
    process.stdout.write('store | request | limit | idle | most, MiB | written | failed\n');
    for (const { component, request, limit, idle, most } of after) {
      const [done, failed, said] = written[component] ?? written['postgres'] ?? [0, 0, ''];
      process.stdout.write(`${component} | ${request} | ${limit} | ${idle} | ${most} | ${done} | ${failed} ${said}\n`);
    }
    expect(judge(after)).toEqual({ over: [], above: [] });
    expect(Object.entries(written).filter(([, [, failed]]) => failed > 0)).toEqual([]);
    // Two processors for the whole node: what was asked for may not be had, but most of it is.
    for (const [, [done]] of Object.entries(written)) expect(done).toBeGreaterThan(3000);
  });
