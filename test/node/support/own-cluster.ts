// A user's cluster in the place of our node.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { kubectlBinary } from '../../cluster/binaries';
import type { Cluster, Live } from '../../cluster/cluster';
import type { Place } from './place';
import { inside } from './pods';

// Process 1 of a container has no default action for SIGTERM.
const wait = 'import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [15]); signal.sigwait([15])';

interface Ephemeral {
  readonly ephemeralContainerStatuses?: readonly { readonly state: { readonly running?: object } }[];
}

/** A cluster of the user's: a script runs in an ephemeral container of the pod, of an image that has Python. */
export class OwnCluster implements Place {
  readonly cluster: Cluster;
  readonly patience: number;
  readonly idle: { readonly name: string; readonly [field: string]: unknown };
  private readonly attached = new Map<string, Promise<void>>();

  constructor(cluster: Cluster, image: string, patience: number) {
    this.cluster = cluster;
    this.patience = patience;
    this.idle = {
      name: 'test-node',
      image,
      command: ['python3', '-c', wait],
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 65534,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    };
  }

  private async attach({ metadata: { namespace, name } }: Live): Promise<void> {
    await this.cluster.patch('Pod', namespace, name, { spec: { ephemeralContainers: [this.idle] } }, 'ephemeralcontainers');
    await this.cluster.until(
      `a container in ${name}`,
      async () => {
        const { ephemeralContainerStatuses: statuses = [] } = ((await this.cluster.get('Pod', namespace, name))?.status ?? {}) as Ephemeral;
        return statuses.some(({ state }) => state.running !== undefined) ? [] : [JSON.stringify(statuses)];
      },
      60 * Math.max(1, this.patience),
    );
  }

  async run(pod: Live, script: string, ...args: readonly string[]): Promise<string> {
    const { name, namespace = '', uid } = pod.metadata;
    const isOurs = (pod.spec as { containers: { name: string }[] }).containers[0]?.name === this.idle.name;
    const attached = this.attached.get(uid) ?? (isOurs ? Promise.resolve() : this.attach(pod));
    this.attached.set(uid, attached);
    await attached;
    const exec = ['-n', namespace, 'exec', '-i', name, '-c', this.idle.name, '--', 'python3', '-', ...args];
    const running = promisify(execFile)(kubectlBinary(), [...this.cluster.access, ...exec], { timeout: 120_000, maxBuffer: 1 << 26 });
    running.child.stdin?.end(readFileSync(path.join(inside, script)));
    return (await running).stdout;
  }

  /** It has a provisioner. */
  async provision(): Promise<void> {}
}
