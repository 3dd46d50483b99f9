// The review's defaults are those of a real API server.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { loadAll } from 'js-yaml';
import { type Manifest, namespaceOf } from 'manifest-review/manifests';
import { canonical } from '../../packages/manifest-review/review/canonical/canonical';
import { changesBetween } from '../../packages/manifest-review/review/changes';
import { scenarioNames } from '../support/scenarios';
import '../support/match-file';
import type { Cluster } from './cluster';
import { ControlPlane } from './control-plane';
import { defaultsTable } from './defaults';
import { removeRenders, renderExample } from './renders';
import { id } from './workloads';

let plane: ControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await ControlPlane.start({ controllers: false });
  cluster = plane.cluster;
});

afterAll(async () => {
  removeRenders();
  await plane?.stop();
});

/** The object as it would be stored. */
const stored = async (sent: Manifest): Promise<Manifest> => cluster.stored(sent);

test('the table of defaults is what this API server adds (npm run test:review -- defaults -u writes it)', async () => {
  const sent = loadAll(readFileSync(path.join(__dirname, 'defaults.yaml'), 'utf8')) as Manifest[];
  const objects = await Promise.all(sent.map(async (object) => ({ sent: object, stored: await stored(object) })));
  expect(`${JSON.stringify(defaultsTable(objects), null, 2)}\n`).toMatchFile('../packages/manifest-review/review/canonical/defaults.json');
});

test('which kinds belong to a namespace is what this API server says', () => {
  // NAME [SHORTNAMES] APIVERSION NAMESPACED KIND
  const served = cluster
    .kubectl('api-resources', '--no-headers', '--verbs=create,get')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(-3));
  const wrong = served.flatMap(([apiVersion = '', namespaced, kind = '']) => {
    const namespace = namespaceOf({ apiVersion, kind, metadata: { name: 'x', namespace: 'a' } });
    return (namespace === 'a') === (namespaced === 'true') ? [] : [`${apiVersion} ${kind}: ${namespaced}`];
  });
  expect(wrong).toEqual([]);
  expect(served.length).toBeGreaterThan(40);
});

// What a cluster allots, and no manifest of ours asks for.
const allotted =
  /^(status|metadata\.(namespace$|finalizers|labels\[(batch\.kubernetes\.io|kubernetes\.io\/metadata)|labels\.(controller-uid|job-name))|spec\.(clusterIPs?|ipFamil|finalizers|storageClassName|selector\.matchLabels\[batch|selector$|template\.metadata\.labels[.[](batch|controller-uid|job-name)))/;

test.each(scenarioNames)('%s is after our defaulting as the API server stores it', async (name) => {
  const { manifests } = renderExample(name, { namespace: 'default', kubernetes: { createNamespace: false } });
  const differences = await Promise.all(
    manifests.map(async (manifest) => {
      const changes = changesBetween(canonical(manifest), canonical(await stored(manifest)));
      return changes.filter(({ path: field }) => !allotted.test(field)).map((change) => `${id(manifest)}: ${JSON.stringify(change)}`);
    }),
  );
  expect(differences.flat()).toEqual([]);
  expect(manifests.length).toBeGreaterThan(50);
});
