// An event from the public door to a row of ClickHouse.
import type { Live } from '../../cluster/cluster';
import type { Instance } from '../support/instance';
import type { Place } from '../support/place';
import { inPod } from '../support/pods';

export const edgeUrl = (instance: Instance<Place>): string =>
  `http://${instance.kubectl('get', 'service', `${instance.name}-edge`, '-o', 'jsonpath={.spec.clusterIP}:{.spec.ports[0].port}')}`;

/** Rows of ClickHouse that the events became. */
export const rowsOf = async (instance: Instance<Place>, ids: readonly string[]): Promise<string[]> => {
  const found = await instance.clickhouse("SELECT DISTINCT replaceAll(toString(event_id), '-', '') FROM errors_local FORMAT TSV");
  const stored = new Set(found.split('\n'));
  return ids.filter((id) => stored.has(id));
};

/** Waits until each event is a row. */
export const arrive = (instance: Instance<Place>, ids: readonly string[], seconds = 90): Promise<void> =>
  instance.until(
    `${ids.length} events in ClickHouse`,
    async () => {
      const rows = new Set(await rowsOf(instance, ids));
      const missing = ids.filter((id) => !rows.has(id));
      return missing.length === 0 ? [] : [`${missing.length} are not there, the first ${missing[0]}`];
    },
    seconds,
  );

/** Gives the id of the event that it sends. `open` are the endpoints of the door. */
export const events = (instance: () => Instance<Place>, stranger: () => Live, open: readonly string[] = ['store']): string => {
  const id = '0123456789abcdef0123456789abcdef';
  const post = async (path: string) => {
    // Of the project that Sentry makes for itself.
    const key = await instance().sql('SELECT public_key FROM sentry_projectkey WHERE project_id = 1 AND status = 0 LIMIT 1');
    return inPod(
      instance().node,
      stranger(),
      'request.py',
      'POST',
      `${edgeUrl(instance())}${path}`,
      JSON.stringify({ event_id: id, message: 'from a stranger', platform: 'other' }),
      'Host: sentry.example.com',
      'Content-Type: application/json',
      `X-Sentry-Auth: Sentry sentry_version=7, sentry_key=${key}`,
    ) as Promise<{ status: number; body: string }>;
  };

  test('an event posted at the edge from another namespace arrives in Kafka, and as one row in ClickHouse', async () => {
    expect(await post('/api/1/store/')).toMatchObject({ status: 200 });
    await instance().until('the event in Kafka', () =>
      instance()
        .messages('ingest-events')
        .some((message) => message.includes(id))
        ? []
        : ['ingest-events does not hold it'],
    );
    await arrive(instance(), [id]);
    expect(await instance().clickhouse(`SELECT count() FROM errors_local WHERE replaceAll(toString(event_id), '-', '') = '${id}'`)).toBe(
      '1',
    );
  });

  const closed = ['envelope', 'minidump', 'security', 'unreal'].filter((endpoint) => !open.includes(endpoint));
  test.each(['/', '/api/0/', ...closed.map((endpoint) => `/api/1/${endpoint}/`)])('the edge refuses %s', async (path) => {
    expect(await post(path)).toMatchObject({ status: 404 });
  });
  return id;
};
