// An instance comes up by one apply.
import type { Instance } from '../support/instance';
import type { Place } from '../support/place';
import { restarts } from '../support/pods';

/** What holds of an instance that has come up. */
export const staysUp = (instance: () => Instance<Place>, folder: string): void => {
  test('no container was restarted', async () => {
    expect(await restarts(instance().node.cluster, instance().namespace)).toEqual([]);
  });

  test('a second apply prints unchanged for every object', async () => {
    const lines = await instance().apply(folder);
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
  });
};

/** `kubectl apply -f` of the folder alone brings everything up; `install` makes before what the user makes. */
export const comesUp = (
  instance: () => Instance,
  folder: string,
  install: () => Promise<unknown> = () => instance().install(folder),
): void => {
  test('comes up from kubectl apply alone, all pods ready within 3 minutes', async () => {
    const start = Date.now();
    await install();
    await instance().ready(180);
    process.stdout.write(`all pods ready after ${((Date.now() - start) / 1000).toFixed(0)} s\n`);
  });
  staysUp(instance, folder);
};
