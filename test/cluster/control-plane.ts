// Starts a real control plane on loopback, with kwok in the place of nodes.
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../root';
import { binary } from './binaries';
import { Cluster } from './cluster';

/** A TCP port of loopback that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });

/** A process that ends with this one, however this one ends: it is killed when the pipe to its shell closes. */
export class Background {
  readonly log: string;
  readonly child: ChildProcess;

  constructor(name: string, command: readonly string[], logFolder: string, env: NodeJS.ProcessEnv = process.env) {
    this.log = path.join(logFolder, `${name}.log`);
    const log = openSync(this.log, 'a');
    const script = '"$@" & pid=$!; trap "kill $pid" TERM; { cat >/dev/null; kill $pid; } <&3 2>/dev/null & wait $pid';
    this.child = spawn('sh', ['-c', `exec 3<&0; ${script}`, 'sh', ...command], { stdio: ['pipe', log, log], env });
    closeSync(log);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  tail(): string {
    return readFileSync(this.log, 'utf8').split('\n').slice(-15).join('\n');
  }

  /** Resolves with the exit code. */
  async ended(): Promise<number | null> {
    if (this.running) await new Promise((resolve) => this.child.once('exit', resolve));
    return this.child.exitCode;
  }

  async stop(): Promise<void> {
    this.child.stdin?.destroy();
    await this.ended();
  }
}

/** How kwok plays a node, and a pod. */
export const defaultStages = ['nodes', 'pods'].map((name) => path.join(__dirname, 'stages', `${name}.yaml`));

export interface ControlPlaneProps {
  /** File name of the kube-apiserver. @default 'kube-apiserver' */
  readonly apiServer?: string;
  /** Whether controllers, scheduler and kwok run. @default true */
  readonly controllers?: boolean;
  /** Files that say how kwok plays nodes and pods. @default - those of test/cluster/stages */
  readonly stages?: readonly string[];
}

/** A Kubernetes control plane on loopback, on free ports. */
export class ControlPlane {
  readonly cluster: Cluster;
  readonly folder: string;
  /** `https://127.0.0.1:<port>` */
  readonly server: string;
  private readonly processes: Background[];

  private constructor(home: string, processes: Background[], server: string) {
    this.folder = home;
    this.processes = processes;
    this.server = server;
    this.cluster = new Cluster({ kubeconfig: path.join(home, 'kubeconfig') });
  }

  /** Takes some six seconds. Throws with the end of the log of what did not start. */
  static async start({ apiServer = 'kube-apiserver', controllers = true, stages = defaultStages }: ControlPlaneProps = {}) {
    const home = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-cluster-'));
    const processes: Background[] = [];
    const run = (name: string, ...args: string[]) => {
      const process = new Background(name, [binary(name), ...args], home);
      processes.push(process);
      return process;
    };
    try {
      const [clients, peers, port] = await Promise.all([freePort(), freePort(), freePort()]);
      const etcd = `http://127.0.0.1:${clients}`;
      run(
        'etcd',
        `--data-dir=${path.join(home, 'etcd')}`,
        '--unsafe-no-fsync',
        `--listen-client-urls=${etcd}`,
        `--advertise-client-urls=${etcd}`,
        `--listen-peer-urls=http://127.0.0.1:${peers}`,
      );
      const key = path.join(home, 'service-account.key');
      const keys = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      });
      writeFileSync(key, keys.privateKey);
      writeFileSync(`${key}.pub`, keys.publicKey);
      const tokens = path.join(home, 'tokens.csv');
      writeFileSync(tokens, 'admin,admin,admin,"system:masters"\n');
      const certs = path.join(home, 'certs');
      const server = `https://127.0.0.1:${port}`;
      const api = run(
        apiServer,
        `--etcd-servers=${etcd}`,
        `--secure-port=${port}`,
        '--bind-address=127.0.0.1',
        `--cert-dir=${certs}`,
        `--service-account-key-file=${key}.pub`,
        `--service-account-signing-key-file=${key}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--token-auth-file=${tokens}`,
        '--authorization-mode=RBAC',
        '--service-cluster-ip-range=10.96.0.0/16',
      );
      const plane = new ControlPlane(home, processes, server);
      for (let tries = 0; !existsSync(path.join(certs, 'apiserver.crt')) && api.running && tries < 300; tries++) await sleep(100);
      const kubeconfig = {
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'test',
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
        clusters: [{ name: 'test', cluster: { server, 'certificate-authority': path.join(certs, 'apiserver.crt') } }],
        users: [{ name: 'admin', user: { token: 'admin' } }],
      };
      writeFileSync(path.join(home, 'kubeconfig'), JSON.stringify(kubeconfig));
      for (let tries = 0; !plane.cluster.tryKubectl('get', '--raw', '/readyz').ok; tries++) {
        if (!api.running || tries > 120) throw new Error(`${apiServer} does not become ready:\n${api.tail()}`);
        await sleep(250);
      }
      // Those that a render may have objects of.
      plane.cluster.kubectl('apply', '--server-side', '-f', path.join(root, 'crds'));
      plane.cluster.kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
      if (controllers) {
        const access = `--kubeconfig=${path.join(home, 'kubeconfig')}`;
        run(
          'kube-controller-manager',
          access,
          `--service-account-private-key-file=${key}`,
          `--root-ca-file=${path.join(certs, 'apiserver.crt')}`,
          '--use-service-account-credentials',
          '--leader-elect=false',
          '--secure-port=0',
        );
        run('kube-scheduler', access, '--leader-elect=false', '--secure-port=0');
        const config = stages.flatMap((name) => ['--config', name]);
        run(
          'kwok',
          access,
          '--manage-all-nodes=true',
          '--node-lease-duration-seconds=40',
          `--server-address=127.0.0.1:${await freePort()}`,
          ...config,
        );
      }
      await plane.cluster.until('the default ServiceAccount', () =>
        plane.cluster.tryKubectl('-n', 'default', 'get', 'serviceaccount', 'default').ok || !controllers ? [] : ['not there yet'],
      );
      plane.check();
      return plane;
    } catch (error) {
      for (const process of processes) await process.stop();
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  /** Throws with the end of the log of what has ended. */
  check(): void {
    for (const process of this.processes) if (!process.running) throw new Error(`${process.log} ended:\n${process.tail()}`);
  }

  /** Stops everything; keeps the logs when CLUSTER_LOGS names a folder. */
  async stop(): Promise<void> {
    await this.cluster.close();
    for (const process of [...this.processes].reverse()) await process.stop();
    const logs = process.env['CLUSTER_LOGS'];
    if (logs !== undefined)
      for (const { log } of this.processes) copyFileSync(log, path.join(logs, `${path.basename(this.folder)}-${path.basename(log)}`));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
