// A real Kubernetes node in namespaces of its own.
import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Manifest } from 'manifest-review/manifests';
import { root } from '../../../root';
import { Cluster, type Live } from '../../cluster/cluster';
import type { Place } from './place';
import { inside } from './pods';
import { provision } from './volumes';

const scripts = path.join(root, 'test/node/node');

export interface NodeProps {
  /** Processors that the scheduler counts with, whatever there are. @default 6 */
  readonly cpus?: number;
  /** @default 6443 */
  readonly apiPort?: number;
  /** Port that CoreDNS listens on; its Service has 53. @default 53 */
  readonly dnsPort?: number;
  /** Address of a resolver on the node that pods ask, such as 169.254.20.10. @default - pods ask CoreDNS */
  readonly resolver?: string;
}

const last = (file: string, lines: number): string =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';

/** A container, or its pod, can end while one looks. */
const orGone = <T>(look: () => T, gone: T): T => {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ENODEV'].includes(String((error as NodeJS.ErrnoException).code))) return gone;
    throw error;
  }
};

/** What the test environment says about a variable that `run` sets. */
const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`no ${name}: npm run test:node sets it`);
  return value;
};

/** A Kubernetes node, control plane included, in Linux namespaces of its own. Ends with this process, however this one ends. */
export class Node implements Place {
  readonly cluster: Cluster;
  readonly patience = 1;
  /** Folder of all that outlives a loss of power: etcd, images and containers, the kubelet, volumes, logs. */
  readonly state: string;
  /** Name of its cgroup in each hierarchy. */
  readonly cgroup: string;
  private readonly hold: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private init = 0;

  private constructor({ cpus = 6, apiPort = 6443, dnsPort = 53, resolver = '' }: NodeProps) {
    this.state = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-node-'));
    this.cgroup = path.basename(this.state);
    mkdirSync(path.join(this.state, 'log'));
    const log = openSync(path.join(this.state, 'log', 'hold.log'), 'a');
    this.hold = spawn('bash', [path.join(scripts, 'hold')], {
      detached: true,
      stdio: ['pipe', 'pipe', log],
      env: {
        ...process.env,
        NODE_STATE: this.state,
        NODE_CGROUP: this.cgroup,
        NODE_BINARIES: given('CLUSTER_BINARIES'),
        NODE_IMAGES: given('NODE_IMAGES'),
        NODE_CPUS: String(cpus),
        NODE_API_PORT: String(apiPort),
        NODE_DNS_PORT: String(dnsPort),
        NODE_RESOLVER: resolver,
      },
    });
    this.lines = createInterface({ input: this.hold.stdout as NodeJS.ReadableStream });
    this.answers = this.lines[Symbol.asyncIterator]();
    this.cluster = new Cluster({ kubeconfig: path.join(this.state, 'admin.kubeconfig'), inside: () => this.enter('--net') });
  }

  /** Takes some fifteen seconds. Throws with the end of the logs of what did not start. */
  static async start(props: NodeProps = {}): Promise<Node> {
    const node = new Node(props);
    try {
      await node.boot();
      return node;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }

  private async tell(command: 'on' | 'off'): Promise<string> {
    this.hold.stdin?.write(`${command}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the node's holder ended: ${this.logs()}`);
    return value;
  }

  /** Starts everything over the state that is there, and waits until the node is ready and names are resolved. */
  async boot(): Promise<void> {
    const start = Date.now();
    this.init = Number(await this.tell('on'));
    const ready = path.join(this.state, 'ready');
    while (!existsSync(ready)) {
      if (!existsSync(`/proc/${this.init}`)) throw new Error(`the node ended while it started:\n${this.logs()}`);
      if (Date.now() - start > 180_000) throw new Error(`the node did not start in 180 s:\n${this.logs()}`);
      await sleep(100);
    }
    await this.isReady(start);
    await this.cluster.until('CoreDNS', async () => {
      const pods = await this.cluster.list('Pod', 'kube-system', 'k8s-app=kube-dns');
      const serving = pods.some(({ status }) =>
        ((status?.['containerStatuses'] ?? []) as { ready: boolean; state: { running?: { startedAt: string } } }[]).some(
          ({ ready: isReady, state }) => isReady && Date.parse(state.running?.startedAt ?? '') >= start - 1000,
        ),
      );
      return serving ? [] : [JSON.stringify(pods.map(({ status }) => status))];
    });
  }

  /** Waits until the kubelet has said, since that time in ms, that the node is ready. */
  async isReady(since: number): Promise<void> {
    await this.cluster.until('the node', async () => {
      const node = await this.cluster.get('Node', undefined, 'node-1');
      const { conditions = [] } = (node?.status ?? {}) as {
        conditions?: { type: string; status: string; lastHeartbeatTime: string; message: string }[];
      };
      const condition = conditions.find(({ type }) => type === 'Ready');
      if (condition?.status === 'True' && Date.parse(condition.lastHeartbeatTime) >= since - 1000) return [];
      return [condition?.message ?? 'says nothing yet'];
    });
  }

  /** Its namespaces: `net:[4026532281]`. */
  namespaces(): string[] {
    return ['net', 'mnt', 'pid', 'uts', 'ipc'].map((kind) => readlinkSync(`/proc/${this.init}/ns/${kind}`));
  }

  /** Command that runs another in namespaces of the node: of `nsenter`. */
  enter(...namespaces: readonly string[]): string[] {
    return ['nsenter', `--target=${this.init}`, ...namespaces, '--'];
  }

  /** All processes end at once, none is asked; the state stays as it is. `boot` starts the node again. */
  async powerLoss(): Promise<void> {
    await this.cluster.close();
    execFileSync('rm', ['--force', path.join(this.state, 'ready')]);
    await this.tell('off');
  }

  /** Kills one of node/daemons, or holds it (STOP) until it may go on (CONT); containers go on. */
  kill(daemon: string, signal: 'KILL' | 'STOP' | 'CONT' = 'KILL'): void {
    const pid = readFileSync(path.join(this.state, `${daemon}.pid`), 'utf8').trim();
    execFileSync('nsenter', [`--target=${this.init}`, '--mount', '--pid', '--', 'kill', `-${signal}`, pid]);
  }

  /** Starts one of node/daemons again. */
  startDaemon(daemon: string): void {
    const environment = readFileSync(`/proc/${this.init}/environ`, 'utf8')
      .split('\0')
      .filter((each) => each.startsWith('NODE_'));
    const [command = '', ...args] = this.enter('--mount', '--pid', '--net', '--uts', '--ipc');
    execFileSync(command, [...args, 'env', ...environment, 'bash', path.join(scripts, 'start'), daemon], { stdio: 'ignore' });
  }

  /** Waits until containerd answers; the kubelet ends at its start when it does not. */
  async containerdAnswers(): Promise<void> {
    const [command = '', ...args] = [...this.enter('--mount'), path.join(given('CLUSTER_BINARIES'), 'ctr'), 'version'];
    await this.cluster.until('containerd', () => {
      const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      return status === 0 ? [] : [stderr];
    });
  }

  /** Folders of a pod's cgroups in a hierarchy of version 1, or in the one of version 2, by container id; the sandbox is among them. */
  private cgroupsOf(podUid: string, controller: string): ReadonlyMap<string, string> {
    const hierarchy = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '/sys/fs/cgroup' : `/sys/fs/cgroup/${controller}`;
    const folders = ['', 'burstable', 'besteffort'].map((quality) =>
      path.join(hierarchy, this.cgroup, 'kubepods', quality, `pod${podUid}`),
    );
    const folder = folders.find((each) => existsSync(each));
    if (folder === undefined) return new Map();
    const containers = orGone(() => readdirSync(folder, { withFileTypes: true }), []).filter((entry) => entry.isDirectory());
    return new Map(containers.map(({ name }) => [name, path.join(folder, name)]));
  }

  /** Processes of a pod as they are numbered here, by container id; the sandbox is among them. */
  processes(podUid: string): ReadonlyMap<string, readonly number[]> {
    const numbers = (folder: string) =>
      orGone(() => readFileSync(path.join(folder, 'cgroup.procs'), 'utf8'), '')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map(Number);
    return new Map([...this.cgroupsOf(podUid, 'pids')].map(([id, folder]) => [id, numbers(folder)]));
  }

  /** Bytes that each container of a pod holds, by its id: what the kubelet calls the working set, without file pages that are not in use. */
  memory(podUid: string): ReadonlyMap<string, number> {
    const isSecond = existsSync('/sys/fs/cgroup/cgroup.controllers');
    const [usage, inactive] = isSecond
      ? ['memory.current', /^inactive_file (\d+)/m]
      : ['memory.usage_in_bytes', /^total_inactive_file (\d+)/m];
    const held = (folder: string) => {
      const [, pages] = inactive.exec(readFileSync(path.join(folder, 'memory.stat'), 'utf8')) ?? [];
      return Number(readFileSync(path.join(folder, usage), 'utf8')) - Number(pages);
    };
    return new Map([...this.cgroupsOf(podUid, 'memory')].map(([id, folder]) => [id, held(folder)]));
  }

  /** Command that runs another in the network namespace of a pod; throws when it has no process. */
  inPod(podUid: string): string[] {
    const [pid] = [...this.processes(podUid).values()].flat();
    if (pid === undefined) throw new Error(`pod ${podUid} has no process`);
    return ['nsenter', `--target=${pid}`, '--net', '--'];
  }

  async run(pod: Live, script: string, ...args: readonly string[]): Promise<string> {
    const [command = '', ...first] = this.inPod(pod.metadata.uid);
    const interpreter = script.endsWith('.py') ? 'python3' : process.execPath;
    const options = { timeout: 60_000, maxBuffer: 1 << 26 };
    return (await promisify(execFile)(command, [...first, interpreter, path.join(inside, script), ...args], options)).stdout;
  }

  provision(manifests: readonly Manifest[], sizes: Readonly<Record<string, string>>): Promise<void> {
    return provision(this, manifests, sizes);
  }

  /** Runs a script of node/ in the node; throws with what it says when it fails. */
  script(name: string, ...args: string[]): string {
    // Its /proc is of its processes.
    const [command = '', ...first] = this.enter('--mount', '--pid');
    const { status, stdout, stderr } = spawnSync(command, [...first, 'bash', path.join(scripts, name), ...args], {
      encoding: 'utf8',
      env: { ...process.env, NODE_STATE: this.state },
    });
    if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** The end of each log. */
  logs(lines = 5): string {
    const folder = path.join(this.state, 'log');
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : [];
    return names.map((name) => `== ${name}\n${last(path.join(folder, name), lines)}`).join('\n');
  }

  /** Ends everything and deletes the state; keeps the logs when NODE_LOGS names a folder. */
  async stop(): Promise<void> {
    const logs = process.env['NODE_LOGS'];
    if (logs !== undefined && existsSync(this.state))
      execFileSync('cp', ['-r', path.join(this.state, 'log'), path.join(logs, this.cgroup)]);
    await this.cluster.close();
    const ended = this.hold.exitCode === null ? new Promise((resolve) => this.hold.once('exit', resolve)) : undefined;
    this.hold.stdin?.end();
    await ended;
    this.lines.close();
  }
}
