// The bootstrap Job is killed at every step, and heals.
import { setTimeout as sleep } from 'node:timers/promises';
import { removeRenders, renderExample } from '../cluster/renders';
import { bootstrapContainers, bootstrapPod, outcome, steps } from './core/bootstrap';
import { Contents } from './support/contents';
import { storesOnly } from './support/folders';
import { Instance } from './support/instance';
import { Node } from './support/node';
import { containersOf, podsOf, restarts } from './support/pods';
import { commandsOf, Gates, killAt } from './support/steps';

let node: Node;
let undisturbed: Awaited<ReturnType<typeof outcome>>;
const totals: Record<string, number> = {};
const open: Contents[] = [];
const example = (namespace: string, release = '26.8.0') => renderExample('feature-complete', { namespace, release }).folder;
const seconds = (start: number): string => `${((Date.now() - start) / 1000).toFixed(1)} s`;

const contentsOf = (instance: Instance): Contents => {
  const contents = new Contents(instance);
  open.push(contents);
  return contents;
};

const gone = (namespace: string): string => node.cluster.kubectl('delete', 'namespace', namespace, '--wait=false');

beforeAll(async () => {
  node = await Node.start({ cpus: 16 });
});

afterAll(async () => {
  for (const contents of open) contents.close();
  await node?.stop();
  removeRenders();
});

test('a bootstrap that nothing disturbs', async () => {
  const instance = new Instance(node, 'undisturbed');
  const start = Date.now();
  await instance.install(storesOnly(example('undisturbed')));
  await instance.ready(240);
  process.stdout.write(`undisturbed bootstrap: ${seconds(start)}\n`);
  const contents = contentsOf(instance);
  undisturbed = await outcome(contents);
  for (const [name, { written }] of Object.entries(steps)) totals[name] = await written(contents);
  process.stdout.write(`writes: ${JSON.stringify(totals)}\n`);
  expect(undisturbed.users).toEqual(['admin@example.com|t|t|t|t']);
  expect(undisturbed.marks).toEqual(['26.8.0', '26.8.0']);
  expect(undisturbed.topics.length).toBeGreaterThan(50);
  contents.close();
  gone('undisturbed');
});

const killsHeal = async (instance: Instance, folder: string, goal: (name: string) => number): Promise<void> => {
  const { namespace } = instance;
  const contents = contentsOf(instance);
  const start = Date.now();
  let over = false;
  const gates = new Gates(instance);
  const aimed = Promise.all(
    bootstrapContainers(folder).map(async (container) => {
      const step = steps[container.name];
      if (step === undefined) throw new Error(`nothing is known of the step ${container.name}`);
      const moment = {
        pod: () => (over ? Promise.reject(new Error('another step failed')) : bootstrapPod(instance)),
        container,
        written: () => step.written(contents),
        at: goal(container.name),
      };
      return [container.name, await (step.store === undefined ? killAt(node, moment) : gates.killAt(step.store, moment))] as const;
    }),
  ).finally(() => {
    over = true;
    return gates.close();
  });
  // The aim is taken before anything runs.
  const [killed] = await Promise.all([aimed, instance.apply(folder)]);
  process.stdout.write(`${namespace}: ${killed.map(([name, written]) => `${name} at ${written} of ${totals[name]}`).join(', ')}\n`);
  await instance.ready(240);
  process.stdout.write(`${namespace}: healed ${seconds(start)} after the apply\n`);
  const late = killed.filter(([name, written]) => !steps[name]?.silent && (written === undefined || written >= (totals[name] ?? 0)));
  expect(late).toEqual([]);
  expect(await outcome(contents)).toEqual(undisturbed);
  const [pod] = await node.cluster.list('Pod', namespace, 'app.kubernetes.io/component=bootstrap');
  const spared = pod === undefined ? ['no pod'] : containersOf(pod).flatMap(({ name, restartCount }) => (restartCount === 0 ? name : []));
  expect(spared).toEqual(['announce']);
  contents.close();
};

test('each step is killed, after its first write here and before its last there: the Jobs heal themselves, and everything comes up', async () => {
  const [first, last] = [new Instance(node, 'first'), new Instance(node, 'last')];
  const [firsts, lasts] = [storesOnly(example('first')), storesOnly(example('last'))];
  // Before any of them runs: nobody aims while kubectl is waited for.
  first.prepare(firsts);
  last.prepare(lasts);
  const both = await Promise.allSettled([
    killsHeal(first, firsts, (name) => (steps[name]?.silent ? 0 : 1)),
    killsHeal(last, lasts, (name) => {
      const total = totals[name] ?? 0;
      // Snuba's API in the middle of the upgrade that may ask it.
      if (name === 'snuba-api') return 1;
      return steps[name]?.silent ? 0 : (steps[name]?.last?.(total) ?? total - 1);
    }),
  ]);
  gone('first');
  expect(both.map((each) => (each.status === 'rejected' ? String(each.reason) : ''))).toEqual(['', '']);
  const start = Date.now();
  await last.apply(example('last'));
  await last.ready(300);
  process.stdout.write(`last: everything ready ${seconds(start)} after the apply\n`);
  gone('last');
}, 600_000);

test('two releases are applied at once: never two migrations at once, both end', async () => {
  const instance = new Instance(node, 'both');
  const start = Date.now();
  const migrating = /^(?!.*alone\.py).*(snuba bootstrap|snuba migrations|sentry upgrade)/;
  const seen = new Set<string>();
  const twice: string[][] = [];
  await instance.install(storesOnly(example('both', '26.5.1')));
  await instance.apply(storesOnly(example('both', '26.8.0')));
  let over = false;
  const watch = async () => {
    while (!over) {
      const busy = (await podsOf(node.cluster, 'both', 'bootstrap')).flatMap(({ metadata }) => {
        const commands = commandsOf(node, metadata.uid).filter((command) => migrating.test(command));
        return commands.length === 0 ? [] : [`${metadata.name}: ${commands[0]}`];
      });
      for (const each of busy) seen.add(each);
      if (busy.length > 1) twice.push(busy);
      await sleep(50);
    }
  };
  const watching = watch();
  await instance.ready(300).finally(() => {
    over = true;
  });
  await watching;
  const again = await restarts(node.cluster, 'both');
  process.stdout.write(`two bootstraps at once: both done after ${seconds(start)}; restarted: ${again.join('\n') || 'none'}\n`);
  // The newer release replaces Kafka, Redis, SeaweedFS and PgBouncer while the older one's bootstrap runs: a step that says so may start again.
  const replaced =
    /lease could not be renewed|KafkaE|Connection (refused|reset|error)|Name or service not known|server closed the connection/i;
  expect(again.filter((each) => !(/^sentry-bootstrap-/.test(each) && replaced.test(each)))).toEqual([]);
  expect(twice).toEqual([]);
  // Both did migrate.
  expect(new Set([...seen].map((each) => each.split(':')[0])).size).toBe(2);
  const contents = contentsOf(instance);
  const { marks, users, snuba } = await outcome(contents);
  expect(marks).toEqual(['26.5.1', '26.8.0', '26.5.1', '26.8.0']);
  expect(users).toEqual(undisturbed.users);
  expect(snuba).toEqual(undisturbed.snuba);
  contents.close();
  gone('both');
});

test('power is lost in the middle of a bootstrap: it goes on by itself', async () => {
  const instance = new Instance(node, 'dark');
  const contents = contentsOf(instance);
  await instance.install(storesOnly(example('dark')));
  const { written } = steps['snuba-bootstrap'] as (typeof steps)[string];
  await node.cluster.until(
    'a migration that is in progress',
    async () => {
      const rows = await contents.clickhouse('SELECT count() FROM migrations_local').catch(() => []);
      return Number(rows[0] ?? 0) > 2 ? [] : ['none yet'];
    },
    240,
  );
  const before = await written(contents);
  const start = Date.now();
  await node.powerLoss();
  await node.boot();
  const booted = seconds(start);
  await instance.ready(300);
  process.stdout.write(
    `power lost at ${before} of ${totals['snuba-bootstrap']}: node back after ${booted}, bootstrap done after ${seconds(start)}\n`,
  );
  expect(before).toBeLessThan(totals['snuba-bootstrap'] ?? 0);
  expect(await outcome(contents)).toEqual(undisturbed);
}, 700_000);
