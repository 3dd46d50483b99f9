// The secrets Job, run for real with its own account.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { podSpecs } from 'manifest-review/manifests';
import { secrets } from '../../topology/secrets';
import type { Cluster } from './cluster';
import type { ControlPlane } from './control-plane';

/** Without the instance's prefix, in the order in which the Job makes them. */
export const ownSecrets = Object.keys(secrets);

/** The Python that has what the scripts import. */
export const python = (): string => process.env['CLUSTER_PYTHON'] ?? 'python3';

/** Runs a process to its end, without blocking this one. */
export const runProcess = async (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string[] }> => {
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  return { code, output: output.trim().split('\n') };
};

/** What `kubectl auth can-i` says the account of the secrets Job may do beyond creating Secrets and getting its own, and what it may not do. */
export const secretsPowers = (cluster: Cluster, namespace: string, account: string): string[] => {
  const as = (name: string) => `--as=system:serviceaccount:${namespace}:${name}`;
  const can = (verb: string, resource: string, ...more: string[]): boolean =>
    cluster.tryKubectl('-n', namespace, 'auth', 'can-i', verb, resource, as(account), ...more).stdout.trim() === 'yes';
  const rules = (name: string): string[] =>
    cluster
      .kubectl('-n', namespace, 'auth', 'can-i', '--list', '--no-headers', as(name))
      .trim()
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim());
  // Every account may ask about itself and read what the API says of itself, as one without any role shows.
  const everyones = rules('default');
  const instance = account.replace(/-secrets$/, '');
  const expected = ['secrets [] [] [create]', ...ownSecrets.map((name) => `secrets [] [${instance}-${name}] [get]`)];
  const own = rules(account).filter((rule) => !everyones.includes(rule));
  return [
    ...expected.filter((rule) => !own.includes(rule)).map((rule) => `may not ${rule}`),
    ...own.filter((rule) => !expected.includes(rule)).map((rule) => `may ${rule}`),
    ...(can('list', 'secrets') ? ['may list secrets'] : []),
    ...(can('create', 'secrets', '--namespace=default') ? ['may create secrets elsewhere'] : []),
    ...(can('get', 'secrets/foreign') ? ['may get secrets/foreign'] : []),
  ];
};

/** The secrets Job as a process: its script and plan as the API server stores them, with a token of its own ServiceAccount. */
export class SecretsJob {
  private readonly plane: ControlPlane;
  private readonly namespace: string;
  private readonly name: string;
  account = '';
  private token = '';

  constructor(plane: ControlPlane, namespace: string, name: string) {
    this.plane = plane;
    this.namespace = namespace;
    this.name = name;
  }

  /** Lines of its output; throws when it fails. */
  async run(): Promise<{ output: string[] }> {
    const { cluster, folder, server } = this.plane;
    const [job] = (await cluster.list('Job', this.namespace)).filter(({ metadata }) => metadata.name === this.name);
    const [pod] = job === undefined ? [] : podSpecs(job);
    const [container] = pod?.containers ?? [];
    if (pod?.serviceAccountName === undefined || container?.args === undefined) throw new Error(`no Job ${this.name}`);
    const home = mkdtempSync(path.join(folder, 'secrets-'));
    this.account = pod.serviceAccountName;
    this.token = cluster.kubectl('-n', this.namespace, 'create', 'token', this.account).trim();
    writeFileSync(path.join(home, 'token'), this.token);
    writeFileSync(path.join(home, 'namespace'), this.namespace);
    copyFileSync(path.join(folder, 'certs/apiserver.crt'), path.join(home, 'ca.crt'));
    for (const { configMap } of pod.volumes ?? []) {
      if (configMap === undefined) continue;
      const map = await cluster.get('ConfigMap', this.namespace, (configMap as { name: string }).name);
      mkdirSync(path.join(home, 'files'), { recursive: true });
      for (const [key, text] of Object.entries((map?.['data'] ?? {}) as Record<string, string>))
        writeFileSync(path.join(home, 'files', key), text);
    }
    const args = container.args.map((argument) => argument.replace('/etc/secrets', path.join(home, 'files')));
    const { hostname, port } = new URL(server);
    const { code, output } = await runProcess(python(), args, {
      SERVICE_ACCOUNT_FOLDER: home,
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
    });
    if (code !== 0) throw new Error(output.join('\n'));
    return { output };
  }

  /** Tries with the token itself; each entry is something that should have been refused. */
  async attempts(): Promise<string[]> {
    const { cluster, server, folder } = this.plane;
    const asAccount = [
      '--kubeconfig=/dev/null',
      `--server=${server}`,
      `--certificate-authority=${path.join(folder, 'certs/apiserver.crt')}`,
      `--token=${this.token}`,
    ];
    const tries: readonly (readonly string[])[] = [
      ['get', 'secrets'],
      ['get', 'secret', 'foreign'],
      ['delete', 'secret', 'sentry-system'],
      ['patch', 'secret', 'sentry-system', '--patch={"data":{"secret-key":"eA=="}}'],
      ['label', 'secret', 'sentry-system', 'a=b'],
      ['get', 'configmaps'],
      ['get', 'pods'],
      ['create', 'configmap', 'x'],
      ['create', 'deployment', 'x', '--image=x'],
      ['create', 'token', this.account],
      ['get', 'nodes'],
      ['get', 'secrets', '--all-namespaces'],
      ['create', 'secret', 'generic', 'x', '--namespace=default'],
    ];
    return tries.flatMap((args) => {
      const { ok, stderr } = cluster.tryKubectl(...asAccount, '-n', this.namespace, ...args);
      return !ok && /forbidden/i.test(stderr) ? [] : [`${args.join(' ')}: ${ok ? 'allowed' : stderr}`];
    });
  }
}
