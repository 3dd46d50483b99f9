// The manifests on a cluster of the user's own, with real images.
import type { PodSpec } from 'manifest-review/manifests';
import type { Live } from '../cluster/cluster';
import { ownCluster, ownFiles, ownRender, rolloutSeconds } from '../cluster/own';
import { type Render, removeRenders } from '../cluster/renders';
import { addNamespace } from '../cluster/workloads';
import { staysUp } from './core/comes-up';
import { connections } from './core/connections';
import { cron } from './core/cron';
import { events } from './core/events';
import { leaveMarks, storesDeleted } from './core/stores';
import { Instance } from './support/instance';
import { OwnCluster } from './support/own-cluster';
import { stranger } from './support/strangers';

// A cluster of the user's own, with real images: npm run test:node -- --kubeconfig …
const cluster = ownCluster();

// What needs the node itself, or more time than a trial of a cluster is given.
const leftOut = [
  'containers killed from outside',
  'loss of power, kubelet and containerd restarted',
  'emptyDirs and claims filled to their limit',
  'memory under load',
  'changes under load: settings, releases up and back, uninstall',
  'planted faults',
];

afterAll(async () => {
  removeRenders();
  await cluster.close();
  process.stdout.write(`Left out on a cluster of your own: ${leftOut.join('; ')}.\n`);
});

const imageOf = ({ manifests }: Render, name: string): string => {
  const found = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  return (found?.spec as { template: { spec: PodSpec } } | undefined)?.template.spec.containers[0]?.image ?? '';
};

describe.each(ownFiles)('$file', ({ file, namespace }) => {
  const render = ownRender(file, namespace);
  const place = new OwnCluster(cluster, imageOf(render, `${render.settings.instance}-web`), rolloutSeconds / 180);
  let other: Live;
  const instance = () => new Instance(place, namespace, render.settings.instance);

  // What does not come up is told once, and nothing else is tried.
  beforeAll(async () => {
    const start = Date.now();
    await addNamespace(cluster, namespace);
    await instance().apply(render.folder);
    await instance().ready(180);
    process.stdout.write(`all pods ready after ${((Date.now() - start) / 1000).toFixed(0)} s\n`);
    other = await stranger(place, `${namespace}-stranger`);
  });

  staysUp(instance, render.folder);
  connections(instance, () => other);
  const event = events(instance, () => other, render.settings.ingest.endpoints);
  cron(instance);
  leaveMarks(instance, event);
  storesDeleted(instance, event);
});
