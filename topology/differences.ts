// Where containers differ from upstream's services on purpose.
/** A way in which a rendered container differs from upstream's service on purpose. */
export interface Difference {
  /** Role of the component, or every role that runs the image. */
  readonly role: string;
  /** What differs: `command` (instead of the image's entrypoint), `args`, `sidecar`, or a variable of the environment. */
  readonly what: string;
  readonly reason: string;
}

const sentryRoles = ['web', 'sentry-consumer', 'taskworker', 'taskscheduler', 'cleanup'];
const snubaRoles = ['snuba-api', 'snuba-consumer', 'snuba-replacer', 'snuba-subscriptions'];

const each = (roles: readonly string[], what: string, reason: string): Difference[] => roles.map((role) => ({ role, what, reason }));

/** Every difference from upstream; the parity test fails for one that is not listed, and for one that is listed and does not occur. */
export const differences: readonly Difference[] = [
  { role: 'smtp', what: 'not run', reason: 'mail goes to the SMTP server named in sentry.yaml' },
  ...each(sentryRoles, 'command', 'the entrypoint starts as root to change owners; tini and sentry are on PATH'),
  ...each(sentryRoles, 'COMPOSE_PROFILES', 'the profile of sentry.yaml'),
  ...each(sentryRoles, 'LAUNCHPAD_RPC_SHARED_SECRET', 'from a Secret; upstream ships one that everybody knows'),
  ...each(sentryRoles, 'VROOM', 'names a service that errors-only does not run'),
  ...each(snubaRoles, 'command', 'the entrypoint runs every command twice, first with --help'),
  { role: 'cleanup', what: 'args', reason: 'a CronJob runs the command; upstream hands a crontab line to a cron daemon' },
  { role: 'postgres', what: 'POSTGRES_HOST_AUTH_METHOD', reason: 'a password is asked for; upstream trusts every client' },
  { role: 'postgres-pool', what: 'AUTH_TYPE', reason: 'a password is asked for; upstream trusts every client' },
  { role: 'redis', what: 'command', reason: 'upstream’s own command, without the entrypoint that starts as root to change owners' },
  { role: 'redis', what: 'args', reason: 'a password is asked for; upstream has none' },
  { role: 'clickhouse', what: 'command', reason: 'the entrypoint refuses volumes that another uid owns' },
  { role: 'clickhouse', what: 'MAX_MEMORY_USAGE_RATIO', reason: 'of the container’s limit, where upstream takes it of the host’s memory' },
  ...each(
    ['object-store', 'object-store-admin', 'object-store-worker'],
    'command',
    'it logs to stderr and not into files of up to 1800 MB each',
  ),
  ...each(['object-store'], 'AWS_ACCESS_KEY_ID', 'from a Secret; upstream ships one that everybody knows'),
  ...each(['object-store'], 'AWS_SECRET_ACCESS_KEY', 'from a Secret; upstream ships one that everybody knows'),
  ...each(['vroom'], 'AWS_ACCESS_KEY', 'from a Secret; upstream ships one that everybody knows'),
  ...each(['vroom'], 'AWS_SECRET_KEY', 'from a Secret; upstream ships one that everybody knows'),
  { role: 'launchpad-worker', what: 'LAUNCHPAD_RPC_SHARED_SECRET', reason: 'from a Secret; upstream ships one that everybody knows' },
  { role: 'uptime-checker', what: 'UPTIME_CHECKER_REDIS_HOST', reason: 'with the password of Redis' },
  { role: 'relay', what: 'args', reason: 'its folder of configuration is named instead of mounted into the image’s working directory' },
  { role: 'nginx', what: 'args', reason: 'its configuration is filled from the environment into a writable folder' },
  { role: 'taskbroker', what: 'command', reason: 'the binary is named as command, so that its arguments are arguments' },
  { role: 'taskbroker', what: 'args', reason: 'the binary is named as command, so that its arguments are arguments' },
  { role: 'symbolicator-cleanup', what: 'sidecar', reason: 'it cleans the cache of the pod it runs in, so that no volume is shared' },
];
