// The steps of the bootstrap Job: what each writes and where.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Container, type Manifest, podSpecs } from 'manifest-review/manifests';
import type { Live } from '../../cluster/cluster';
import type { Contents } from '../support/contents';
import { type Instance, manifestsIn } from '../support/instance';
import { podsOf } from '../support/pods';
import type { Store } from '../support/steps';

const count = async (rows: Promise<string[]>): Promise<number> => Number((await rows)[0] ?? 0);

const tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
const upgraded = async (contents: Contents): Promise<number> =>
  (await count(contents.postgres(`${tables} AND tablename <> 'cdk8s_sentry_schema'`))) +
  (await count(contents.postgres('SELECT count(*) FROM django_migrations')));

/** Kafka answers before the folders are there. */
const settled = async (count: () => number): Promise<number> => {
  for (;;) {
    const before = count();
    await sleep(300);
    if (count() === before) return before;
  }
};

const postgres = { component: 'pgbouncer', port: 5432 };
const clickhouse = { component: 'clickhouse', port: 8123 };

interface Step {
  /** How many writes of the step the stores hold. */
  readonly written: (contents: Contents) => Promise<number>;
  /** Where its last write is yet to come, of so many. @default all but one */
  readonly last?: (total: number) => number;
  /** Writes nothing: any moment is as good. */
  readonly silent?: true;
  /** Where it writes, unless it writes nothing. */
  readonly store?: Store;
}

/** The bootstrap's containers by name. */
export const steps: Readonly<Record<string, Step>> = {
  'wait-for-stores': { written: async () => 0, silent: true },
  // Twenty topics are one request.
  topics: {
    written: (contents) => settled(() => contents.topics().length),
    last: (total) => total - 20,
    store: { component: 'kafka', port: 9092 },
  },
  buckets: { written: async (contents) => (await contents.buckets()).length, store: { component: 'seaweedfs', port: 8333 } },
  // Each migration is written down twice.
  'snuba-bootstrap': {
    written: (contents) => count(contents.clickhouse("SELECT sum(if(status = 'completed', 2, 1)) FROM migrations_local FINAL")),
    store: clickhouse,
  },
  'mark-snuba-schema': {
    written: async (contents) =>
      (await count(contents.clickhouse("SELECT count() FROM system.tables WHERE name = 'cdk8s_sentry_schema'"))) +
      (await count(contents.clickhouse('SELECT count() FROM cdk8s_sentry_schema'))),
    store: clickhouse,
  },
  'snuba-api': { written: upgraded, silent: true },
  'sentry-upgrade': { written: upgraded, store: postgres },
  'mark-sentry-schema': {
    written: async (contents) =>
      (await count(contents.postgres(`${tables} AND tablename = 'cdk8s_sentry_schema'`))) +
      (await count(contents.postgres('SELECT count(*) FROM cdk8s_sentry_schema'))),
    store: postgres,
  },
  bootstrap: {
    written: async (contents) =>
      (await count(contents.postgres('SELECT count(*) FROM auth_user'))) +
      (await count(contents.postgres('SELECT count(*) FROM sentry_option'))) +
      // The other key is of Sentry's own migrations.
      (await count(contents.postgres('SELECT count(*) FROM sentry_projectkey WHERE label IS NOT NULL'))),
    store: postgres,
  },
};

/** Containers of the bootstrap Job that do something, in their order. */
export const bootstrapContainers = (folder: string): Container[] => {
  const job = manifestsIn(folder).find(
    ({ kind, metadata }: Manifest) => kind === 'Job' && metadata.name.includes('-bootstrap-'),
  ) as Manifest;
  return podSpecs(job)
    .flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers])
    .filter(({ name }) => name !== 'announce');
};

/** The Job's youngest pod. */
export const bootstrapPod = async ({ node, namespace }: Instance): Promise<Live | undefined> =>
  (await podsOf(node.cluster, namespace, 'bootstrap')).at(-1);

/** What a bootstrap is there for. */
export const outcome = async (contents: Contents) => ({
  topics: contents.topics().sort(),
  buckets: await contents.buckets(),
  snuba: (await contents.clickhouse("SELECT concat(group, ' ', migration_id, ' ', status) FROM migrations_local FINAL")).sort(),
  marks: [
    ...(await contents.clickhouse('SELECT DISTINCT release FROM cdk8s_sentry_schema ORDER BY release')),
    ...(await contents.postgres('SELECT release FROM cdk8s_sentry_schema ORDER BY release')),
  ],
  sentry: await contents.postgres('SELECT name FROM django_migrations ORDER BY name'),
  users: await contents.postgres("SELECT username, is_superuser, is_staff, is_active, password <> '' FROM auth_user"),
  roles: await contents.postgres('SELECT role FROM sentry_organizationmember'),
  options: await contents.postgres('SELECT key FROM sentry_option ORDER BY key'),
  keys: await contents.postgres('SELECT project_id, label FROM sentry_projectkey'),
});
