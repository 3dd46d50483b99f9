// One release to the next and back, in both profiles.
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import type { PodSpec } from 'manifest-review/manifests';
import { pruneCommand } from '../../commands/prune-command';
import { root } from '../../root';
import { kubectlBinary } from '../cluster/binaries';
import { type Render, renderExample } from '../cluster/renders';
import { comesUp } from './core/comes-up';
import { events } from './core/events';
import { stage } from './core/stage';
import { type Instance, manifestsIn } from './support/instance';
import { restarts } from './support/pods';

const { node, stranger, instance: inNamespace } = stage({ cpus: 24 });
const render = (namespace: string, release: string) => renderExample('feature-complete', { namespace, release });

/** As the README upgrades: apply, then prune what the release does not have. */
const goTo = async (instance: Instance, { folder, settings }: Render, what: string): Promise<void> => {
  const start = Date.now();
  await instance.apply(folder);
  await instance.ready(300);
  process.stdout.write(`${what}: ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  const [command = '', ...first] = node().enter('--net');
  const pruned = execFileSync(command, [...first, 'bash', '-c', pruneCommand(settings, folder)], {
    env: {
      ...process.env,
      PATH: `${path.dirname(kubectlBinary())}:${process.env['PATH']}`,
      KUBECONFIG: path.join(node().state, 'admin.kubeconfig'),
    },
    encoding: 'utf8',
  });
  process.stdout.write(`${what}: ${pruned.trim().split('\n').length} objects pruned\n`);
  await instance.ready(60);
  // SeaweedFS' admin page ends when its master is away for a minute.
  expect((await restarts(node().cluster, instance.namespace)).filter((each) => !/^\S*-seaweedfs-admin-/.test(each))).toEqual([]);
};

/** Releases of Sentry's own image that run. */
const releases = async (instance: Instance): Promise<string[]> => [
  ...new Set(
    (await instance.pods()).flatMap(({ spec }) =>
      (spec as PodSpec).containers.flatMap(({ image }) => /getsentry\/sentry:(.*)/.exec(image)?.[1] ?? []),
    ),
  ),
];

/** Names of the Jobs that are there, and of those that the manifests have. */
const jobs = async (instance: Instance, { folder }: Render) => ({
  there: (await node().cluster.list('Job', instance.namespace)).map(({ metadata }) => metadata.name).sort(),
  rendered: manifestsIn(folder)
    .flatMap(({ kind, metadata }) => (kind === 'Job' ? [metadata.name] : []))
    .sort(),
});

describe('26.5.1 feature-complete', () => {
  const instance = () => inNamespace('released');
  const [old, now] = [render('released', '26.5.1'), render('released', '26.8.0')];
  comesUp(instance, old.folder);

  test('26.8.0 over it', async () => {
    await goTo(instance(), now, '26.8.0 over 26.5.1');
    expect(await releases(instance())).toEqual(['26.8.0']);
  });

  test('back to 26.5.1: every pod comes up, but the review has said that data may be lost', async () => {
    const review = execFileSync(
      process.execPath,
      ['tools/run.js', 'commands/main.ts', 'review', now.folder, old.folder, '--format', 'markdown'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(review).toContain('Migrations do not go back: the older release does not know the tables of the newer one.');
    // Its Jobs were pruned, so they run once more.
    const { there, rendered } = await jobs(instance(), now);
    expect(there).toEqual(rendered);
    await goTo(instance(), old, 'back to 26.5.1');
    expect(await releases(instance())).toEqual(['26.5.1']);
  });

  events(instance, stranger);
});

describe('26.8.0 feature-complete', () => {
  const instance = () => inNamespace('fresh');
  beforeAll(() => {
    node().cluster.kubectl('delete', 'namespace', 'released', '--ignore-not-found', '--wait=false');
  });
  comesUp(instance, render('fresh', '26.8.0').folder);
});
