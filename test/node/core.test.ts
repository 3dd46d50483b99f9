// dist/ as committed, and an upgrade, on a real node.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';
import type { Live } from '../cluster/cluster';
import { removeRenders, renderExample, renderYaml } from '../cluster/renders';
import { doorWaits, releaseChanges, settingChanges } from './core/changes';
import { comesUp, staysUp } from './core/comes-up';
import { connections } from './core/connections';
import { cron } from './core/cron';
import { events } from './core/events';
import { leaveMarks, storesDeleted, storesKilled } from './core/stores';
import { Instance } from './support/instance';
import { Node } from './support/node';
import { outside } from './support/outside';
import { stranger } from './support/strangers';

// One node for all: each part goes on with what the one before it left.
let node: Node;
let other: Live;
const before = outside();

beforeAll(async () => {
  // Room for two instances: the first goes while the second comes.
  node = await Node.start({ cpus: 10 });
  other = await stranger(node, 'strangers');
});

afterAll(async () => {
  await node?.stop();
  removeRenders();
});

describe('dist/ as it is committed', () => {
  const instance = () => new Instance(node, 'sentry');
  comesUp(instance, path.join(root, 'dist'));
  connections(instance, () => other);
  const event = events(instance, () => other);
  cron(instance);
  leaveMarks(instance, event);
  storesKilled(instance, event);
  storesDeleted(instance, event);
  const settings = readFileSync(path.join(root, 'sentry.yaml'), 'utf8');
  settingChanges(
    instance,
    () => other,
    () => renderYaml(settings.replace('\ningest:\n', '\ningest:\n  endpoints: [store, envelope]\n')).folder,
  );
  doorWaits(instance, () => other);
});

describe('26.5.1, then 26.8.0', () => {
  const instance = () => new Instance(node, 'upgraded');
  const render = (release: string) => renderExample('default', { release, namespace: 'upgraded' }).folder;

  test('26.5.1 comes up', async () => {
    node.cluster.kubectl('delete', 'namespace', 'sentry', '--ignore-not-found', '--wait=false');
    await instance().install(render('26.5.1'));
    await instance().ready(180);
  });
  staysUp(instance, render('26.5.1'));

  releaseChanges(
    instance,
    () => other,
    () => render('26.8.0'),
  );
});

test('the node leaves nothing outside', async () => {
  const inode = node.namespaces();
  await node.stop();
  await before.remains(inode, node.cgroup);
});
