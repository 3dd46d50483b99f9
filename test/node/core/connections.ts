// Every connection between pods, tried.
import type { Live } from '../../cluster/cluster';
import { tryConnections } from '../support/connections';
import type { Instance } from '../support/instance';
import type { Place } from '../support/place';

export const connections = (instance: () => Instance<Place>, stranger: () => Live): void => {
  test('every connection between pods is as the stored policies say', async () => {
    const { tried, open, wrong } = await tryConnections(instance(), await instance().pods());
    process.stdout.write(`${tried} connections tried, ${open.length} open\n`);
    // The plugin writes its chains anew when a pod comes or goes; what differs twice is no such moment.
    expect(wrong.length === 0 ? [] : (await tryConnections(instance(), await instance().pods())).wrong).toEqual([]);
    expect(tried).toBeGreaterThan(300);
    expect(open).toEqual(expect.arrayContaining(['edge -> relay:3000', 'web -> pgbouncer:5432']));
  });

  test('a stranger reaches the doors only', async () => {
    const { open, wrong } = await tryConnections(instance(), [stranger()]);
    expect(wrong).toEqual([]);
    // The API server is everybody's, at a port of the cluster's own.
    expect(open.filter((each) => !each.includes('API server'))).toEqual(['stranger -> edge:8080']);
  });
};
