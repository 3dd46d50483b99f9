// Changes under load.
import type { PodSpec } from 'manifest-review/manifests';
import type { Live } from '../../cluster/cluster';
import { type Instance, manifestsIn } from '../support/instance';
import { componentOf, type Load, restarts, startLoad } from '../support/pods';
import { arrive, edgeUrl } from './events';

/** Does something under load; every event was taken and becomes a row. */
const underLoad = async (instance: Instance, stranger: Live, act: () => Promise<void>): Promise<Load> => {
  const stop = startLoad(instance.node, stranger, `${edgeUrl(instance)}/api/1/store/`, 'sentry.example.com');
  let load: Load;
  try {
    await act();
  } finally {
    load = await stop();
  }
  process.stdout.write(`${load.accepted.length} events accepted, ${load.failed.length} not, the slowest after ${load.slowest} ms\n`);
  expect(load.failed).toEqual([]);
  expect(load.accepted.length).toBeGreaterThan(10);
  await arrive(instance, load.accepted, 120);
  return load;
};

/** Pods that a store's data hangs on, by component. */
const storePods = async (instance: Instance): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await instance.pods())
      .filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'StatefulSet')
      .map(({ metadata }) => [String(metadata.labels?.['app.kubernetes.io/component']), metadata.uid]),
  );

export const settingChanges = (instance: () => Instance, stranger: () => Live, changed: () => string): void => {
  test('a setting changes under load without one failed request', async () => {
    const stores = await storePods(instance());
    await underLoad(instance(), stranger(), async () => {
      const lines = await instance().apply(changed());
      expect(lines.filter((line) => line.endsWith(' configured')).length).toBeGreaterThan(0);
      await instance().ready(90);
    });
    expect(await storePods(instance())).toEqual(stores);
  });
};

/** As on a node where policies come later than pods; a busy one refused three events of 800 so. */
export const doorWaits = (instance: () => Instance, stranger: () => Live): void => {
  test('a new pod of the edge serves nothing until the policies let it through', async () => {
    const { node } = instance();
    await underLoad(instance(), stranger(), async () => {
      node.kill('kube-router', 'STOP');
      try {
        instance().kubectl('rollout', 'restart', 'deployment/sentry-edge');
        await instance().until(
          'a new pod of the edge that waits',
          async () => {
            const names = (await instance().pods()).filter((pod) => componentOf(pod) === 'edge').map(({ metadata }) => metadata.name);
            const said = names.map((name) => {
              const { stdout, stderr } = node.cluster.tryKubectl('-n', instance().namespace, 'logs', name, '-c', 'wait-for-network');
              return `${name}: ${stdout}${stderr}`;
            });
            return said.some((each) => each.includes('waiting for sentry-relay:')) ? [] : said;
          },
          40,
        );
      } finally {
        node.kill('kube-router', 'CONT');
      }
      await instance().ready(60);
    });
  });
};

export const releaseChanges = (instance: () => Instance, stranger: () => Live, next: () => string): void => {
  test('the next release is applied under load without one failed request, and consumers catch up', async () => {
    await underLoad(instance(), stranger(), async () => {
      await instance().apply(next());
      await instance().ready(240);
    });
    // What the new release does not have goes on until it is pruned.
    const components = new Set(
      manifestsIn(next()).map(({ metadata }) => (metadata['labels'] as Record<string, string>)['app.kubernetes.io/component']),
    );
    const old = (await instance().pods()).filter(
      (pod) => components.has(componentOf(pod)) && (pod.spec as PodSpec).containers.some(({ image }) => image.endsWith(':26.5.1')),
    );
    expect(old.map(({ metadata }) => metadata.name)).toEqual([]);
    expect(await restarts(instance().node.cluster, instance().namespace)).toEqual([]);
  });
};
