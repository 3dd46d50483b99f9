// Where files of ours differ from upstream's examples on purpose.
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
    ['ZERO_DOWNTIME_MIGRATIONS_IDEMPOTENT_SQL'],
    'migrations commit statement by statement, so a killed upgrade would meet what it has made already',
    'Django 5.2 with django-pg-zero-downtime-migrations 0.16 on PostgreSQL 15, killed at 48 points: 32 fail without it, 2 with it',
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
    'Sentry 23.7.1: the token from private and public addresses; a Relay registers by its key; one with another key is refused from outside of the private networks, and inside the NetworkPolicies let none but ours to web',
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
    file: 'clickhouse/config.xml',
    settings: ['logger.size', 'logger.count', 'query_metric_log'],
    reason: 'what it logs stays within its volume: the image’s own are eleven files of 1000M, and a system table that nothing ends',
    tried: 'ClickHouse 18.16 takes the file; 25.3 was not run',
  },
  {
    file: 'clickhouse/users.xml',
    settings: ['users.default.password'],
    reason: 'from a Secret; upstream’s is empty, for every address',
    tried: 'ClickHouse 18.16: no and wrong passwords are refused, the right one is taken; 25.3 was not run',
  },
];
