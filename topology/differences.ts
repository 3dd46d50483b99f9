// Where containers differ from upstream's services on purpose.
/** A way in which a rendered container differs from upstream's service on purpose. */
export interface Difference {
  /** Role of the component, or every role that runs the image. */
  readonly role: string;
  /** What differs: `command` (instead of the image's entrypoint), `args`, `sidecar`, or a variable of the environment. */
  readonly what: string;
  readonly reason: string;
  /** How it was seen to work. */
  readonly tried: string;
}

const sentryRoles = ['web', 'sentry-consumer', 'taskworker', 'taskscheduler', 'cleanup'];
const snubaRoles = ['snuba-api', 'snuba-consumer', 'snuba-replacer', 'snuba-subscriptions'];

const of =
  (roles: readonly string[]) =>
  (what: string, reason: string, tried: string): Difference[] =>
    roles.map((role) => ({ role, what, reason, tried }));

const sentry = of(sentryRoles);
const snuba = of(snubaRoles);
const postgres = of(['postgres']);
const pool = of(['postgres-pool']);
const redis = of(['redis']);
const clickhouse = of(['clickhouse']);
const objectStore = of(['object-store']);
const vroom = of(['vroom']);
const taskbroker = of(['taskbroker']);

/** Every difference from upstream; the parity test fails for one that is not listed, and for one that is listed and does not occur. */
export const differences: readonly Difference[] = [
  ...of(['smtp'])('not run', 'mail goes to the SMTP server named in sentry.yaml', 'Sentry 23.7.1: mail by none, starttls and tls'),
  ...sentry(
    'command',
    'the entrypoint starts as root to change owners; tini and sentry are on PATH',
    'Sentry 23.7.1 without its entrypoint, as uid 999 with a read-only root; tini from Debian',
  ),
  ...sentry('COMPOSE_PROFILES', 'the profile of sentry.yaml', 'sentry.conf.py in Sentry 23.7.1, and by the tests for each profile'),
  ...sentry(
    'LAUNCHPAD_RPC_SHARED_SECRET',
    'from a Secret; upstream ships one that everybody knows',
    'sentry.conf.py by the tests; Launchpad itself was not run',
  ),
  ...sentry(
    'VROOM',
    'names a service that errors-only does not run',
    'errors-only in Sentry 23.7.1 and on the node, where nothing asks for it',
  ),
  ...snuba(
    'command',
    'the entrypoint runs every command twice, first with --help',
    'Snuba of August 2026: each command line of both profiles; 20 consumers started',
  ),
  ...of(['cleanup'])(
    'args',
    'a CronJob runs the command; upstream hands a crontab line to a cron daemon',
    'Sentry 23.7.1 ran it; the CronJob with a stand-in on the node',
  ),
  ...postgres(
    'POSTGRES_HOST_AUTH_METHOD',
    'a password is asked for; upstream trusts every client',
    'PostgreSQL 14.20 on the node; the image’s entrypoint with 15.18',
  ),
  ...pool('AUTH_TYPE', 'a password is asked for; upstream trusts every client', 'PgBouncer 1.18 on the node; its image’s entrypoint'),
  ...redis(
    'command',
    'upstream’s own command, without the entrypoint that starts as root to change owners',
    'Redis 7.0 on the node, as uid 999 with a read-only root',
  ),
  ...redis('args', 'a password is asked for; upstream has none', 'Redis 7.0 on the node refuses who has none'),
  ...clickhouse(
    'command',
    'the entrypoint refuses volumes that another uid owns',
    'ClickHouse 18.16 as uid 101 with a read-only root; 25.3 was not run',
  ),
  ...clickhouse(
    'MAX_MEMORY_USAGE_RATIO',
    'of the container’s limit, where upstream takes it of the host’s memory',
    'ClickHouse 18.16 takes it into its configuration; 25.3 was not run',
  ),
  ...of(['object-store', 'object-store-admin', 'object-store-worker'])(
    'command',
    'it logs to stderr and not into files of up to 1800 MB each',
    'SeaweedFS 4.40 on the node, its folders listed',
  ),
  ...objectStore(
    'AWS_ACCESS_KEY_ID',
    'from a Secret; upstream ships one that everybody knows',
    'SeaweedFS 4.40 refuses another key and none',
  ),
  ...objectStore('AWS_SECRET_ACCESS_KEY', 'from a Secret; upstream ships one that everybody knows', 'SeaweedFS 4.40 refuses a wrong one'),
  ...vroom('AWS_ACCESS_KEY', 'from a Secret; upstream ships one that everybody knows', 'vroom 26.7.1 opens the bucket with it'),
  ...vroom('AWS_SECRET_KEY', 'from a Secret; upstream ships one that everybody knows', 'vroom 26.7.1 opens the bucket with it'),
  ...of(['launchpad-worker'])(
    'LAUNCHPAD_RPC_SHARED_SECRET',
    'from a Secret; upstream ships one that everybody knows',
    'a stand-in on the node; Launchpad itself was not run',
  ),
  ...of(['uptime-checker'])(
    'UPTIME_CHECKER_REDIS_HOST',
    'with the password of Redis',
    'a stand-in on the node that logs in to Redis; the real one was not run',
  ),
  ...of(['relay'])(
    'args',
    'its folder of configuration is named instead of mounted into the image’s working directory',
    'a stand-in on the node with Relay’s option; Relay itself was not run',
  ),
  ...of(['nginx'])(
    'args',
    'its configuration is filled from the environment into a writable folder',
    'nginx 1.22 on the node and in front of Sentry 23.7.1; the image’s own script was read',
  ),
  ...taskbroker(
    'command',
    'the binary is named as command, so that its arguments are arguments',
    'taskbroker 0.20.20, built from its source, with the rendered command line',
  ),
  ...taskbroker(
    'args',
    'the binary is named as command, so that its arguments are arguments',
    'taskbroker 0.20.20, built from its source, with the rendered command line',
  ),
  ...of(['symbolicator-cleanup'])(
    'sidecar',
    'it cleans the cache of the pod it runs in, so that no volume is shared',
    'a stand-in on the node; Symbolicator itself was not run',
  ),
];
