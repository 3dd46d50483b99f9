// Faults that are planted, each with what must be said of it.
import { alone, type Mutable, type Render, set } from '../../cluster/renders';
import type { Instance } from '../support/instance';

/** A fault in one object of the manifests, and what the wait for a ready instance says of it. */
interface Fault {
  readonly what: string;
  readonly kind: string;
  readonly name: string;
  readonly change: (object: Mutable) => void;
  /** Component that is named. */
  readonly component: string;
  readonly says: string;
  /** Whether pods of the component are made anew: what is planted is not in their template. */
  readonly restart?: true;
}

const container = 'spec.template.spec.containers.0';

/** Index of the member of a list that is of that name. */
const index = (object: Mutable, path: string, name: string): number =>
  (path.split('.').reduce<Mutable>((node, key) => node[key] as Mutable, object) as unknown as { name: string }[]).findIndex(
    (each) => each.name === name,
  );

const faults: readonly Fault[] = [
  {
    what: 'wrong argument',
    kind: 'Deployment',
    name: 'sentry-events-consumer',
    change: (object) => set(object, `${container}.args.3`, '--consumer-groop'),
    component: 'events-consumer',
    says: '"exitCode":2[^]*No such option: --consumer-groop',
  },
  {
    what: 'missing mount',
    kind: 'Deployment',
    name: 'sentry-relay',
    change: (object) =>
      set(object, `${container}.volumeMounts.${index(object, `${container}.volumeMounts`, 'sentry-relay')}.mountPath`, '/etc/other'),
    component: 'relay',
    says: '"exitCode":1[^]*failed loading config: .*/etc/relay/config.yml',
  },
  {
    what: 'read-only path',
    kind: 'Deployment',
    name: 'sentry-nginx',
    change: (object) => set(object, `${container}.volumeMounts.${index(object, `${container}.volumeMounts`, 'tmp')}.readOnly`, true),
    component: 'nginx',
    says: '"exitCode":1[^]*Read-only file system',
  },
  {
    what: 'closed policy',
    kind: 'NetworkPolicy',
    name: 'sentry-redis',
    change: (object) => set(object, 'spec.ingress', undefined),
    component: 'snuba-replacer',
    restart: true,
    says: 'wait-for-schema: {"running"[^]*waiting: sentry-redis:6379: ',
  },
  {
    what: 'wrong port in a Service',
    kind: 'Service',
    name: 'sentry-web',
    change: (object) => set(object, 'spec.ports.0.targetPort', 9001),
    component: 'relay',
    restart: true,
    says: 'upstream http://sentry-web:9000: .*(timed out|refused|unreachable)',
  },
  {
    what: 'too small memory',
    kind: 'Deployment',
    name: 'sentry-taskscheduler',
    change: (object) => {
      set(object, `${container}.resources.requests.memory`, '16Mi');
      set(object, `${container}.resources.limits.memory`, '16Mi');
    },
    component: 'taskscheduler',
    says: 'OOMKilled',
  },
  {
    what: 'wrong probe path',
    kind: 'Deployment',
    name: 'sentry-symbolicator',
    change: (object) => {
      for (const probe of ['startupProbe', 'readinessProbe']) set(object, `${container}.${probe}.httpGet.path`, '/health');
    },
    component: 'symbolicator',
    says: 'Unhealthy: .* probe failed: HTTP probe failed with statuscode: 404',
  },
  {
    what: 'wrong user',
    kind: 'StatefulSet',
    name: 'sentry-postgres',
    change: (object) => set(object, 'spec.template.spec.securityContext.runAsUser', 1234),
    component: 'postgres',
    says: `"exitCode":1[^]*pgdata': Operation not permitted`,
  },
  {
    what: 'missing Secret key',
    kind: 'Deployment',
    name: 'sentry-web',
    change: (object) => {
      const env = (object as unknown as { spec: { template: { spec: { containers: { env: { valueFrom?: object }[] }[] } } } }).spec.template
        .spec.containers[0]?.env;
      const first = env?.findIndex(({ valueFrom }) => valueFrom !== undefined && 'secretKeyRef' in valueFrom);
      set(object, `${container}.env.${first}.valueFrom.secretKeyRef.key`, 'passwort');
    },
    component: 'web',
    says: "couldn't find key passwort in Secret",
  },
  {
    // The images of all other stores have a volume of their own at that path, which takes what is written unnoticed.
    what: 'wrong volume path',
    kind: 'StatefulSet',
    name: 'sentry-taskbroker',
    change: (object) =>
      set(object, `${container}.volumeMounts.${index(object, `${container}.volumeMounts`, 'data')}.mountPath`, '/opt/sqlight'),
    component: 'taskbroker',
    says: '"exitCode":[1-9][^]*/opt/sqlite/.*: unable to open database file',
  },
];

/** Plants each in a running instance, which is well before and after it. */
export const plantedFaults = (instance: () => Instance, render: () => Render): void => {
  /** What the wait for a ready instance says now. */
  const said = (): Promise<string> =>
    instance()
      .ready(0)
      .then(
        () => 'ready',
        (error: Error) => error.message,
      );

  test.each(faults)('$what: $name', async ({ what, kind, name, change, component, says, restart }) => {
    const { cluster } = instance().node;
    // Also after one that was not caught.
    await instance().ready(120);
    const start = Date.now();
    const named = new RegExp(`${says}.*`, 'm');
    let line: string | undefined;
    try {
      instance().kubectl('apply', '-f', alone(render(), kind, name, change).folder);
      if (restart) instance().kubectl('delete', 'pod', '-l', `app.kubernetes.io/component=${component}`, '--wait=false');
      await cluster.until(
        `${what} named`,
        async () => {
          const found = await said();
          // A block for each pod.
          const blocks = found.split(/^(?=\S+: ")/m).filter((block) => block.startsWith(`sentry-${component}-`));
          line = blocks.flatMap((block) => named.exec(block)?.[0].split('\n').at(-1) ?? [])[0];
          return line === undefined ? [found] : [];
        },
        60,
      );
    } finally {
      instance().kubectl('apply', '-f', alone(render(), kind, name).folder);
    }
    process.stdout.write(
      `${what}: ${component} named after ${((Date.now() - start) / 1000).toFixed(1)} s: ${line?.trim().slice(0, 200)}\n`,
    );
  });

  test('and it is well again', () => instance().ready(120));
};
