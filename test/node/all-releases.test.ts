import { execFileSync } from 'node:child_process';
import type { PodSpec } from 'manifest-review/manifests';
import { root } from '../../root';
import type { Live } from '../cluster/cluster';
import { removeRenders, renderExample } from '../cluster/renders';
import { comesUp } from './core/comes-up';
import { events } from './core/events';
import { Instance } from './support/instance';
import { Node } from './support/node';
import { stranger } from './support/strangers';

let node: Node;
let other: Live;
const render = (namespace: string, release: string) => renderExample('feature-complete', { namespace, release }).folder;

beforeAll(async () => {
  node = await Node.start({ cpus: 24 });
  other = await stranger(node, 'strangers');
});

afterAll(async () => {
  await node?.stop();
  removeRenders();
});

const goTo = async (instance: Instance, folder: string, what: string): Promise<void> => {
  const start = Date.now();
  await instance.apply(folder);
  await instance.ready(300);
  process.stdout.write(`${what}: ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
};

/** Releases of Sentry's own image that run. */
const releases = async (instance: Instance): Promise<string[]> => [
  ...new Set(
    (await instance.pods()).flatMap(({ spec }) =>
      (spec as PodSpec).containers.flatMap(({ image }) => /getsentry\/sentry:(.*)/.exec(image)?.[1] ?? []),
    ),
  ),
];

describe('26.5.1 feature-complete', () => {
  const instance = () => new Instance(node, 'released');
  const [old, now] = [render('released', '26.5.1'), render('released', '26.8.0')];
  comesUp(instance, old);

  test('26.8.0 over it', async () => {
    await goTo(instance(), now, '26.8.0 over 26.5.1');
    expect(await releases(instance())).toEqual(['26.8.0']);
  });

  test('back to 26.5.1: every pod comes up, but the review has said that data may be lost', async () => {
    const review = execFileSync(process.execPath, ['tools/run.js', 'commands/main.ts', 'review', now, old, '--format', 'markdown'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(review).toContain('Migrations do not go back: the older release does not know the tables of the newer one.');
    // The old release's Job is still there; a prune takes it away, and then it runs once more.
    instance().kubectl('delete', 'job', '-l', 'app.kubernetes.io/component=bootstrap');
    await goTo(instance(), old, 'back to 26.5.1');
    expect(await releases(instance())).toEqual(['26.5.1']);
  });

  events(instance, () => other);
});

describe('26.8.0 feature-complete', () => {
  const instance = () => new Instance(node, 'fresh');
  beforeAll(() => {
    node.cluster.kubectl('delete', 'namespace', 'released', '--ignore-not-found', '--wait=false');
  });
  comesUp(instance, render('fresh', '26.8.0'));
});
