// Variables that a component has and upstream's service has not.
/** Variables that upstream's service does not have. */
export interface AddedVariables {
  readonly roles: readonly string[];
  readonly variables: readonly string[];
  readonly reason: string;
  /** How it was seen to work. */
  readonly tried: string;
}

const sentryRoles = ['web', 'sentry-consumer', 'taskworker', 'taskscheduler', 'cleanup'];
const snubaRoles = ['snuba-api', 'snuba-consumer', 'snuba-replacer', 'snuba-subscriptions'];

/** Every one in a default sentry.yaml of either profile; tests fail for one that is not listed, and for one that does not occur. */
export const addedVariables: readonly AddedVariables[] = [
  {
    roles: sentryRoles,
    variables: [
      'SENTRY_URL',
      'SENTRY_INGEST_URL',
      'SENTRY_INTERNAL_URL',
      'SENTRY_INTERNAL_NETWORKS',
      'SENTRY_WEB_WORKERS',
      'SYMBOLICATOR_URL',
      'JS_SDK_LOADER_DEFAULT_SDK_URL',
      'POSTGRES_HOST',
      'POSTGRES_PORT',
      'POSTGRES_DB',
      'POSTGRES_USER',
      'POSTGRES_PASSWORD',
      'REDIS_HOST',
      'REDIS_PORT',
      'REDIS_PASSWORD',
      'KAFKA_BOOTSTRAP_SERVERS',
      'MEMCACHED_ADDR',
      'S3_ENDPOINT_URL',
      'S3_REGION',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'FILESTORE_BUCKET',
      'PROFILES_BUCKET',
      'NODESTORE_BACKEND',
      'NODESTORE_BUCKET',
      'RELAY_ID',
      'RELAY_PUBLIC_KEY',
    ],
    reason: 'read by sentry.conf.py, which is the same file in every instance',
    tried: 'the whole environment with Sentry 23.7.1',
  },
  {
    roles: sentryRoles,
    variables: ['HOME', 'PYTHONDONTWRITEBYTECODE'],
    reason: 'the root filesystem is read-only',
    tried: 'Sentry 23.7.1 with a read-only root',
  },
  {
    roles: snubaRoles,
    variables: ['CLICKHOUSE_PORT', 'CLICKHOUSE_HTTP_PORT', 'CLICKHOUSE_USER'],
    reason: 'Snuba’s defaults, said: the ports are those of the Service',
    tried: 'Snuba of August 2026 with the engine of ClickHouse 25.8 behind a front',
  },
  {
    roles: [...snubaRoles, 'clickhouse'],
    variables: ['CLICKHOUSE_PASSWORD'],
    reason: 'a password is asked for; upstream’s is empty',
    tried: 'Snuba of August 2026 sends it; ClickHouse 18.16 refuses a wrong one',
  },
  {
    roles: [...snubaRoles, 'redis', 'relay', 'uptime-checker'],
    variables: ['REDIS_PASSWORD'],
    reason: 'a password is asked for; upstream has none',
    tried: 'Snuba of August 2026 and Redis 7.0; stand-ins of Relay and uptime-checker log in to Redis with it',
  },
  {
    roles: ['redis'],
    variables: ['REDISCLI_AUTH'],
    reason: 'the password for the probe',
    tried: 'Redis 7.0 on the node: its probe is right about a wrong one too',
  },
  {
    roles: ['postgres'],
    variables: ['POSTGRES_PASSWORD'],
    reason: 'a password is asked for; upstream trusts every client',
    tried: 'PostgreSQL 14.20 on the node',
  },
  {
    roles: ['postgres'],
    variables: ['PGDATA'],
    reason: 'a folder in the volume: a volume’s own may hold lost+found',
    tried: 'PostgreSQL 14.20 on the node, pods deleted and power lost',
  },
  {
    roles: ['postgres-pool'],
    variables: ['DB_PASSWORD'],
    reason: 'a password is asked for; upstream trusts every client',
    tried: 'PgBouncer 1.18 on the node',
  },
  {
    roles: ['kafka'],
    variables: ['KAFKA_AUTO_CREATE_TOPICS_ENABLE'],
    reason: 'topics are made by the bootstrap Job, with upstream’s configuration',
    tried: 'Kafka 3.6.2: a topic that nobody made is not there',
  },
  {
    roles: ['kafka'],
    variables: ['KAFKA_LOG_DIRS'],
    reason: 'a folder in the volume: a volume’s own may hold lost+found',
    tried: 'Kafka 3.6.2 on the node, pods deleted and power lost',
  },
  {
    roles: ['kafka'],
    variables: ['KAFKA_HEAP_OPTS'],
    reason: 'a share of the container’s limit',
    tried: 'Kafka 3.6.2 on the node, under load',
  },
  {
    roles: ['kafka'],
    variables: ['KAFKA_GC_LOG_OPTS'],
    reason: 'the log of collections stays within its volume: the image’s own grows to 1 GB',
    tried: 'Kafka 3.6.2 with the image’s start script; its files were counted',
  },
  {
    roles: ['relay'],
    variables: ['RELAY_ID', 'RELAY_PUBLIC_KEY', 'RELAY_SECRET_KEY', 'RELAY_UPSTREAM_URL', 'RELAY_REDIS_URL', 'KAFKA_BOOTSTRAP_SERVERS'],
    reason: 'its key pair from a Secret in place of credentials.json, and addresses for config.yml',
    tried: 'a stand-in on the node that reads config.yml so; Relay itself was not run',
  },
  {
    roles: ['symbolicator', 'symbolicator-cleanup'],
    variables: ['SYMBOLICATOR_MAX_UNUSED_FOR'],
    reason: 'how long config.yml keeps a file',
    tried: 'read by serde-vars 0.2.0, which Symbolicator has; Symbolicator itself was not run',
  },
  {
    roles: ['nginx'],
    variables: ['SENTRY_WEB', 'SENTRY_RELAY', 'NGINX_ENTRYPOINT_LOCAL_RESOLVERS', 'NGINX_ENVSUBST_FILTER', 'NGINX_ENVSUBST_OUTPUT_DIR'],
    reason: 'addresses for nginx.conf, and where the image fills them in',
    tried: 'nginx 1.22 on the node and in front of Sentry 23.7.1; the image’s own script was read',
  },
];
