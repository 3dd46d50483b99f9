// The trial of a user's own cluster, pointed at a node of ours.
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type OwnRun, runOwn } from '../cluster/own-run';
import { Node } from './support/node';

// npm run test:node -- --kubeconfig …, pointed at a node of ours.
let node: Node;
let provisioner: () => Promise<void>;

beforeAll(async () => {
  node = await Node.start({ cpus: 8 });
  provisioner = await node.cluster.watch('PersistentVolumeClaim', undefined, ({ type, object }) => {
    if (type === 'ADDED') void node.provision([{ ...object, kind: 'PersistentVolumeClaim' }], {});
  });
});

afterAll(async () => {
  await provisioner?.();
  await node?.stop();
});

const kubeconfig = () => path.join(node.state, 'admin.kubeconfig');
const run = (args: readonly string[], props: OwnRun = {}) => runOwn('test/node/run', args, { inside: node.enter('--net'), ...props });
const namespaces = async (): Promise<string[]> =>
  (await node.cluster.list('Namespace')).map(({ metadata }) => metadata.name).filter((name) => name.startsWith('cdk8s-sentry-test-'));

test(
  'the suites run on a cluster of one’s own, say what they leave out, and leave nothing there',
  async () => {
    // As somebody has it: with a name of its own, an older release, and what the door opens for newer SDKs.
    const file = path.join(node.state, 'own.yaml');
    const door = '{ url: https://sentry.example.com, endpoints: [store, envelope] }';
    writeFileSync(file, `instance: prod\nrelease: 26.5.1\nurl: https://sentry.internal.example.com\ningest: ${door}\n`);
    const { code, output } = await run(['--kubeconfig', kubeconfig(), file]);
    process.stdout.write(output);
    expect(code).toBe(0);
    expect(output).toMatch(/Tests: +\d+ passed/);
    expect(output).toMatch(/[1-9]\d* connections tried/);
    expect(output).toContain('Left out on a cluster of your own: containers killed from outside');
    expect(await namespaces()).toEqual([]);
  },
  15 * 60_000,
);

test('what is wrong is said, and nothing is left', async () => {
  const { code, output } = await run([`--kubeconfig=${kubeconfig()}`], { env: { CLUSTER_ROLLOUT_SECONDS: '5' } });
  expect(code).toBe(1);
  expect(output).toContain('everything ready in cdk8s-sentry-test-');
  expect(await namespaces()).toEqual([]);
});

test('nor after Ctrl-C', async () => {
  const interrupt = node.cluster.until('pods of the trial', async () => {
    const pods = await node.cluster.list('Pod');
    return pods.some(({ metadata }) => metadata.namespace?.startsWith('cdk8s-sentry-test-')) ? [] : ['none yet'];
  });
  const { code, output } = await run(['--kubeconfig', kubeconfig()], { interrupt });
  expect({ code, output }).toEqual({ code: 130, output: expect.stringContaining('deleting the namespaces') });
  expect(await namespaces()).toEqual([]);
});

test('a cluster that is not there, and Secrets that are absent, are told at once', async () => {
  const nowhere = path.join(node.state, 'nowhere.kubeconfig');
  writeFileSync(nowhere, readFileSync(kubeconfig(), 'utf8').replace('192.0.2.2:6443', '127.0.0.1:1'));
  const refused = await run(['--kubeconfig', nowhere]);
  expect(refused.output).toContain('127.0.0.1:1 was refused');
  const missing = await run(['--kubeconfig', 'missing']);
  expect(missing.output).toContain('stat missing: no such file');
  const without = await run(['--kubeconfig', kubeconfig(), 'sentry.yaml']);
  expect(without.output).toContain('sentry.yaml: names Secrets that are not in the namespace of this test: sentry-mail');
  const file = await run(['missing.yaml']);
  expect(file.output).toContain('missing.yaml: files of settings are for a cluster of your own');
  expect([refused, missing, without, file].map(({ code }) => code)).toEqual([1, 1, 1, 1]);
  expect(await namespaces()).toEqual([]);
});
