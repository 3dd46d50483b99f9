import type { Instance } from '../support/instance';
import { restarts } from '../support/pods';

/** `kubectl apply -f` of the folder alone brings everything up. */
export const comesUp = (instance: () => Instance, folder: () => string, seconds = 180): void => {
  test(`comes up from kubectl apply alone, all pods ready within ${seconds} seconds`, async () => {
    const start = Date.now();
    await instance().install(folder());
    await instance().ready(seconds);
    const pods = await instance().pods();
    process.stdout.write(`${pods.length} pods ready ${((Date.now() - start) / 1000).toFixed(1)} s after the apply\n`);
  });

  test('no container was restarted', async () => {
    expect(await restarts(instance().node.cluster, instance().namespace)).toEqual([]);
  });

  test('a second apply prints unchanged for every object', async () => {
    const lines = await instance().apply(folder());
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
  });
};
