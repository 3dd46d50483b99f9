/** Settings that a file of ours has otherwise than upstream's example, or that only one of the two has. */
export interface SettingDifference {
  /** Below files/; sentry/sentry.conf.py stands for config.yml too, whose options are its SENTRY_OPTIONS. */
  readonly file: string;
  /** Dotted names; one that ends in `*` stands for all that begin so. */
  readonly settings: readonly string[];
  readonly reason: string;
  /** How it was seen to work. */
  readonly tried: string;
}

const sentry = (settings: readonly string[], reason: string, tried = 'Sentry 23.7.1 took it and ran with it'): SettingDifference => ({
  file: 'sentry/sentry.conf.py',
  settings,
  reason,
  tried,
});

const of =
  (file: string, tried: string) =>
  (settings: readonly string[], reason: string): SettingDifference => ({ file, settings, reason, tried });

const relay = of('relay/config.yml', 'read by serde-vars 0.2.0 into structures shaped like Relay’s; Relay itself was not run');
const symbolicator = of('symbolicator/config.yml', 'read by serde-vars 0.2.0, which Symbolicator has; Symbolicator itself was not run');
const nginx = of('nginx/nginx.conf', 'a real nginx in front of Sentry 23.7.1, as another user and with a read-only root');

/** Every one; tests fail for one that is not listed, and for one that is listed and does not occur. */
export const settingDifferences: readonly SettingDifference[] = [
  sentry(
    ['DATABASES.default.NAME', 'DATABASES.default.USER', 'DATABASES.default.PASSWORD', 'DATABASES.default.HOST', 'DATABASES.default.PORT'],
    'from the environment, with a password from a Secret; upstream trusts every client',
  ),
  sentry(
    ['SENTRY_OPTIONS.redis.clusters.*', 'CACHES.default.LOCATION.*', 'SENTRY_OPTIONS.symbolicator.options.url'],
    'addresses from the environment, Redis’ password from a Secret, ports and databases as numbers',
  ),
  sentry(
    [
      'DEFAULT_KAFKA_OPTIONS.bootstrap.servers',
      'KAFKA_CLUSTERS.default.bootstrap.servers',
      'SENTRY_EVENTSTREAM_OPTIONS.producer_configuration.bootstrap.servers',
    ],
    'the address from the environment',
    'Sentry 23.7.1 with Kafka 3.6.2: events of 2 kB and 9 MB',
  ),
  sentry(
    ['SENTRY_OPTIONS.system.internal-url-prefix', 'SENTRY_OPTIONS.system.url-prefix', 'SENTRY_ENDPOINT', 'CSRF_TRUSTED_ORIGINS.*'],
    'the two addresses of sentry.yaml; upstream leaves them to its setup page, or in comments',
    'Sentry 23.7.1: links, DSN, upload addresses and the login in a browser; the form’s check with Django 5.2',
  ),
  sentry(
    ['USE_X_FORWARDED_HOST'],
    'nginx hands on the host without its port, and Django ≥ 4 compares the browser’s Origin with host and port',
    'Django 5.2’s own check of the login form: https and http, by the address, another port and a port-forward',
  ),
  sentry(
    ['SECURE_PROXY_SSL_HEADER.*', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SOCIAL_AUTH_REDIRECT_IS_HTTPS'],
    'with an https url only: TLS ends in front; upstream has them in comments',
    'Sentry 23.7.1 behind nginx, by https, http and a port-forward',
  ),
  sentry(
    ['INTERNAL_SYSTEM_IPS*', 'SENTRY_RELAY_WHITELIST_PK.*', 'SENTRY_RELAY_OPEN_REGISTRATION'],
    'Relay is known by its key, and the system token is taken from private networks; upstream trusts the network of the container’s eth0',
    'Sentry 23.7.1: the token from private and public addresses; Relay’s registration was not run',
  ),
  sentry(
    ['SENTRY_NODESTORE', 'SENTRY_NODESTORE_OPTIONS*'],
    'PostgreSQL unless `nodestore.backend` is s3, since the plug-in is not in Sentry’s image; then with the Secret’s keys, and old events stay readable',
    'PostgreSQL with Sentry 23.7.1; the plug-in was not run',
  ),
  sentry(
    ['SENTRY_OPTIONS.filestore.*'],
    'files go to the object store, privately and with the Secret’s keys; upstream keeps them on a volume that all containers share',
    'Sentry 23.7.1 with SeaweedFS 4.40: uploads, debug files, release files',
  ),
  sentry(
    ['SENTRY_OPTIONS.mail.*'],
    'the server of sentry.yaml, or the log without one; nothing that is false or empty, since the setup page asks for that and cannot save it',
    'Sentry 23.7.1: mail by none, starttls and tls; the setup page with newer Sentry’s rule in a browser',
  ),
  sentry(
    ['SENTRY_FEATURES.auth:register'],
    'accounts come by invitation or single sign-on, whatever is chosen in the UI',
    'Sentry 23.7.1: no account is made, also with the option auth.allow-registration',
  ),
  sentry(
    ['SENTRY_FRONTEND_KEY', 'SENTRY_FRONTEND_DSN'],
    'the UI reports its own errors to the address it has, since the public door refuses envelopes by default; admin.py makes the key',
    'Sentry 23.7.1 shows this DSN and has the key; Relay was not run',
  ),
  sentry(
    ['SENTRY_OPTIONS.github-app.*', 'SENTRY_OPTIONS.slack.*', 'SENTRY_OPTIONS.auth-google.*'],
    '`integrations` of sentry.yaml',
    'names and types of Sentry 23.7.1; no such service was called',
  ),
  sentry(['GEOIP_PATH_MMDB'], 'only with `geoip`: the file is there only then', 'the file alone; no lookup'),
  sentry(
    ['SENTRY_STATSD_ADDR', 'SENTRY_METRICS_BACKEND', 'SENTRY_METRICS_OPTIONS.*'],
    'only with an address; upstream assigns the address to a setting that nothing reads',
    'the file alone; no metric was sent',
  ),
  sentry(['BYTE_MULTIPLIER', 'UNITS.*'], 'helpers of upstream’s file, for no setting', 'nothing in Sentry 23.7.1 reads them'),

  relay(
    ['relay.upstream', 'processing.kafka_config.0.value', 'processing.redis'],
    'addresses from the environment, Redis’ with its password',
  ),
  relay(['processing.kafka_config.1.value'], 'a string, as Kafka’s client takes every value'),
  relay(['processing.geoip_path'], 'added with `geoip` only: Relay does not start without a file that it names'),
  relay(
    ['health.max_memory_percent'],
    'misread memory makes Relay unready for good (getsentry/self-hosted#3330); the pod’s limit is the bound',
  ),
  relay(['limits.shutdown_timeout'], 'the time in which accepted events still reach Kafka; less than the pod’s grace period'),
  relay(['http'], 'an empty section of upstream’s'),

  symbolicator(['caches.*'], 'the cache is bounded by the pod’s storage, so it keeps less'),

  nginx(
    [
      'user',
      'pid',
      'http.client_body_temp_path',
      'http.proxy_temp_path',
      'http.fastcgi_temp_path',
      'http.uwsgi_temp_path',
      'http.scgi_temp_path',
    ],
    'runs as no root with a read-only filesystem',
  ),
  nginx(['worker_processes'], 'two, not one for each of the node’s processors'),
  nginx(
    ['error_log', 'http.access_log', 'http.server.access_log', 'http.log_format'],
    'to the pod’s log, as JSON and without query strings, which may carry keys',
  ),
  nginx(
    [
      'http.set_real_ip_from *',
      'http.geo *',
      'http.map *',
      'http.proxy_set_header X-Forwarded-Proto',
      'http.proxy_set_header X-Forwarded-Host',
    ],
    'what a proxy in the cluster’s private networks says of scheme, host and client is believed, and of nobody else',
  ),
  nginx(['http.absolute_redirect'], 'its port is not the one that clients see'),
  nginx(['http.proxy_set_header Connection'], 'the same empty value, in other quotes'),
  nginx(['http.proxy_read_timeout'], 'what upstream’s newer releases wait, in the older ones too'),
  nginx(
    [
      'http.upstream *',
      'http.server.location /.*',
      'http.server.location /_assets/.proxy_pass',
      'http.server.location /_static/.proxy_pass',
    ],
    'addresses from the environment; the upstream is called web',
  ),
  nginx(['http.server.listen', 'http.server.location = /healthz.*'], 'ports that no root may bind, one of them for the probes'),
  nginx(['http.server.location ^~ /js-sdk/.root'], 'the same folder'),

  {
    file: 'redis/redis.conf',
    settings: ['dir'],
    reason: 'the volume’s folder, which is the image’s working folder',
    tried: 'Redis 7.0 with this file and a read-only root',
  },
  {
    file: 'clickhouse/users.xml',
    settings: ['users.default.password'],
    reason: 'from a Secret; upstream’s is empty, for every address',
    tried: 'ClickHouse 18.16: no and wrong passwords are refused, the right one is taken; 25.3 was not run',
  },
];

/** Variables that upstream's service does not have. */
export interface AddedVariables {
  readonly roles: readonly string[];
  readonly variables: readonly string[];
  readonly reason: string;
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
  },
  { roles: sentryRoles, variables: ['HOME', 'PYTHONDONTWRITEBYTECODE'], reason: 'the root filesystem is read-only' },
  {
    roles: snubaRoles,
    variables: ['CLICKHOUSE_PORT', 'CLICKHOUSE_HTTP_PORT', 'CLICKHOUSE_USER'],
    reason: 'Snuba’s defaults, said: the ports are those of the Service',
  },
  { roles: [...snubaRoles, 'clickhouse'], variables: ['CLICKHOUSE_PASSWORD'], reason: 'a password is asked for; upstream’s is empty' },
  {
    roles: [...snubaRoles, 'redis', 'relay', 'uptime-checker'],
    variables: ['REDIS_PASSWORD'],
    reason: 'a password is asked for; upstream has none',
  },
  { roles: ['redis'], variables: ['REDISCLI_AUTH'], reason: 'the password for the probe' },
  { roles: ['postgres'], variables: ['POSTGRES_PASSWORD'], reason: 'a password is asked for; upstream trusts every client' },
  { roles: ['postgres'], variables: ['PGDATA'], reason: 'a folder in the volume: a volume’s own may hold lost+found' },
  { roles: ['postgres-pool'], variables: ['DB_PASSWORD'], reason: 'a password is asked for; upstream trusts every client' },
  {
    roles: ['kafka'],
    variables: ['KAFKA_AUTO_CREATE_TOPICS_ENABLE'],
    reason: 'topics are made by the bootstrap Job, with upstream’s configuration',
  },
  { roles: ['kafka'], variables: ['KAFKA_LOG_DIRS'], reason: 'a folder in the volume: a volume’s own may hold lost+found' },
  { roles: ['kafka'], variables: ['KAFKA_HEAP_OPTS'], reason: 'a share of the container’s limit' },
  {
    roles: ['relay'],
    variables: ['RELAY_ID', 'RELAY_PUBLIC_KEY', 'RELAY_SECRET_KEY', 'RELAY_UPSTREAM_URL', 'RELAY_REDIS_URL', 'KAFKA_BOOTSTRAP_SERVERS'],
    reason: 'its key pair from a Secret in place of credentials.json, and addresses for config.yml',
  },
  {
    roles: ['symbolicator', 'symbolicator-cleanup'],
    variables: ['SYMBOLICATOR_MAX_UNUSED_FOR'],
    reason: 'how long config.yml keeps a file',
  },
  {
    roles: ['nginx'],
    variables: ['SENTRY_WEB', 'SENTRY_RELAY', 'NGINX_ENTRYPOINT_LOCAL_RESOLVERS', 'NGINX_ENVSUBST_FILTER', 'NGINX_ENVSUBST_OUTPUT_DIR'],
    reason: 'addresses for nginx.conf, and where the image fills them in',
  },
];
