import type { Instance } from '../support/instance';
import { restarts } from '../support/pods';

/** `kubectl apply -f` of the folder alone brings everything up. */
export const comesUp = (instance: () => Instance, folder: string): void => {
  test('comes up from kubectl apply alone, all pods ready within 3 minutes', async () => {
    await instance().install(folder);
    await instance().ready(180);
  });

  test('no container was restarted', async () => {
    expect(await restarts(instance().node.cluster, instance().namespace)).toEqual([]);
  });

  test('a second apply prints unchanged for every object', async () => {
    const lines = await instance().apply(folder);
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
  });
};
