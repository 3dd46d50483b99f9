// Claims of stores, filled and grown.
import type { Instance } from '../support/instance';
import { inPod } from '../support/pods';
import { grow } from '../support/volumes';
import { all, marks } from './stores';

/** Stores whose program is the real one, with the size of their volumes, and writes of a few megabytes that have to reach the disk. */
const stores: Readonly<Record<string, { readonly size: string; readonly write: (instance: Instance) => Promise<string> }>> = {
  postgres: {
    size: '1G',
    write: (instance) =>
      instance.sql(
        'CREATE TABLE IF NOT EXISTS brim (body text); INSERT INTO brim SELECT md5(n::text) FROM generate_series(1, 100000) n; CHECKPOINT',
      ),
  },
  redis: {
    size: '400M',
    write: (instance) => {
      const client = `REDISCLI_AUTH=${instance.secret('redis', 'password')} valkey-cli -e`;
      const set = `for i = 1, 50000 do redis.call('set', 'brim:' .. i, string.rep('x', 100)) end`;
      return instance.exec('redis', 'sh', '-c', `${client} save && ${client} eval "${set}" 0 && ${client} save`);
    },
  },
  kafka: {
    size: '1G',
    write: (instance) => {
      const script = [
        'import sys',
        'from confluent_kafka import Producer',
        'said = set()',
        'producer = Producer({"bootstrap.servers": "sentry-kafka:9092", "message.timeout.ms": 15000, "log_level": 0})',
        'for _ in range(2000): producer.produce("ingest-attachments", b"x" * 10000, on_delivery=lambda error, _: said.add(str(error)))',
        'left = producer.flush(20)',
        'sys.exit(None if said == {"None"} and not left else f"{left} {said}")',
      ].join('\n');
      return instance.exec('web', 'python3', '-c', script);
    },
  },
  clickhouse: {
    size: '1G',
    write: async (instance) => {
      await instance.clickhouse('CREATE TABLE IF NOT EXISTS brim (body String) ENGINE = MergeTree ORDER BY tuple()');
      return instance.clickhouse('INSERT INTO brim SELECT randomString(100) FROM numbers(200000)');
    },
  },
  seaweedfs: {
    size: '2G',
    write: async (instance) => {
      const url = 'http://127.0.0.1:8888/buckets/brim';
      const pod = await instance.pod('seaweedfs');
      const { status, body } = (await inPod(instance.node, pod, 'request.py', 'PUT', url, 'x'.repeat(100_000))) as {
        status: number;
        body: string;
      };
      if (status !== 201) throw new Error(`HTTP ${status}: ${body}`);
      return body;
    },
  },
};

/** Sizes of the claims that are to be filled. */
export const claimSizes = Object.fromEntries(Object.entries(stores).map(([name, { size }]) => [`sentry-${name}`, size]));

const fullOrNot = /no space left|not enough space|NOT_ENOUGH_SPACE|no free volumes left/i;

/** What the store's container has said, before its last restart too. */
const logOf = async (instance: Instance, component: string): Promise<string> => {
  const { name } = (await instance.pod(component)).metadata;
  const logs = [[], ['--previous']].map(
    (more) => instance.node.cluster.tryKubectl('-n', instance.namespace, 'logs', name, '-c', component, '--tail=300', ...more).stdout,
  );
  return logs.join('');
};

/** @param mark id of what the stores were left; @param grown folder of the same manifests with larger claims, all of one size */
export const claimsFilled = (
  instance: () => Instance,
  mark: string,
  grown: () => { readonly folder: string; readonly storage: string },
): void => {
  const names = Object.keys(stores);

  test.each(names)('%s: its volume is full, and it says so', async (name) => {
    await stores[name]?.write(instance());
    instance().node.script('volume', 'fill', `${instance().namespace}-sentry-${name}`);
    const start = Date.now();
    let found: RegExpExecArray | null = null;
    await instance().until(
      `${name} to say that it is full`,
      async () => {
        const said = (await stores[name]?.write(instance()).catch(String)) ?? '';
        const log = await logOf(instance(), name);
        found = new RegExp(`^.*(?:${fullOrNot.source}).*$`, 'im').exec(`${said}\n${log}`);
        return found === null ? [said, log.split('\n').slice(-5).join('\n')] : [];
      },
      90,
    );
    process.stdout.write(`${name} full: after ${((Date.now() - start) / 1000).toFixed(0)} s: ${String(found?.[0]).trim().slice(0, 200)}\n`);
  });

  test('the claims grow: every store goes on, with its data', async () => {
    const { folder, storage } = grown();
    const start = Date.now();
    const lines = await instance().apply(folder);
    for (const name of names) expect(lines).toContain(`persistentvolumeclaim/sentry-${name} configured`);
    for (const name of names) await grow(instance().node, instance().namespace, `sentry-${name}`, '4G', storage);
    await instance().until(
      'writes',
      async () => {
        const said = await Promise.all(
          names.map(async (name) => {
            const error = await stores[name]?.write(instance()).then(
              () => '',
              (each: Error) => each.message,
            );
            return error === '' ? '' : `${name}: ${error}`;
          }),
        );
        return said.filter((each) => each !== '');
      },
      180,
    );
    await instance().ready(120);
    process.stdout.write(`written to again, all ready: ${((Date.now() - start) / 1000).toFixed(0)} s after growth\n`);
    expect(await marks(instance(), mark)).toEqual(all(mark));
  });
};
