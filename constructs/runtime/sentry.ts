// What all containers that run `sentry` share.
import type { Construct } from 'constructs';
import { addressOf } from '../../settings/address';
import type { Settings } from '../../settings/schema';
import { bySchema, endpoint, findRole, requireRole } from '../../topology/query';
import type { SecretReference } from '../../topology/secrets';
import type { Stores } from '../../topology/stores';
import type { Component, Topology } from '../../topology/topology';
import { type Environment, type SharedEnvironment, secretOf, sharedEnvironment } from '../kubernetes/environment';
import type { Files, Mount } from '../kubernetes/files';
import type { Instance } from '../kubernetes/instance';
import type { PodProps } from '../kubernetes/pod';
import { waitForSchema } from '../kubernetes/waits';
import { buckets, s3Environment } from './s3';

type SentrySettings = Pick<Settings, 'url' | 'ingest' | 'mail' | 'integrations' | 'nodestore' | 'retention' | 'profile'>;

/** What every container that runs `sentry` has in common. */
export interface SentryRuntime {
  readonly environment: Environment;
  readonly shared: SharedEnvironment;
  readonly mounts: readonly Mount[];
  /** Environment, configuration and the wait for the schema, for the pod of one component. */
  readonly pod: (component: Component) => PodProps & { readonly environment: Environment };
}

const present = (variables: Readonly<Record<string, string | SecretReference | undefined>>): Environment =>
  Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const mail = (settings: SentrySettings['mail']): Environment =>
  settings === undefined
    ? {}
    : present({
        MAIL_HOST: settings.host,
        MAIL_PORT: `${settings.port}`,
        MAIL_USERNAME: settings.username,
        MAIL_PASSWORD: settings.password,
        MAIL_TLS: settings.tls,
        MAIL_FROM: settings.from,
      });

const integrations = ({ github, slack, google }: SentrySettings['integrations']): Environment =>
  present({
    GITHUB_APP_ID: github && `${github.appId}`,
    GITHUB_APP_NAME: github?.appName,
    GITHUB_CLIENT_ID: github?.clientId,
    GITHUB_CLIENT_SECRET: github?.clientSecret,
    GITHUB_WEBHOOK_SECRET: github?.webhookSecret,
    GITHUB_PRIVATE_KEY: github?.privateKey,
    SLACK_CLIENT_ID: slack?.clientId,
    SLACK_CLIENT_SECRET: slack?.clientSecret,
    SLACK_SIGNING_SECRET: slack?.signingSecret,
    GOOGLE_CLIENT_ID: google?.clientId,
    GOOGLE_CLIENT_SECRET: google?.clientSecret,
  });

/** PostgreSQL as Sentry and the gate connect to it; libpq itself reads the last one. */
const postgresEnvironment = ({ host, port, database, user, password, tls }: Stores['postgres']): Environment =>
  present({
    POSTGRES_HOST: host,
    POSTGRES_PORT: `${port}`,
    POSTGRES_DB: database,
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    PGSSLMODE: tls,
  });

const address = ({ host, port }: { host: string; port: number }): string => `${host}:${port}`;

/** Upstream's shared variables as this instance sets them, and those that sentry.conf.py reads beside. */
const sentryEnvironment = (instance: Instance, topology: Topology, settings: SentrySettings): Environment => {
  const { postgres, redis, kafka, memcached, objectStore } = topology.stores;
  return present({
    COMPOSE_PROFILES: settings.profile,
    SENTRY_EVENT_RETENTION_DAYS: `${settings.retention.days}`,
    SENTRY_SYSTEM_SECRET_KEY: secretOf(instance, 'system', 'secret-key'),
    LAUNCHPAD_RPC_SHARED_SECRET: secretOf(instance, 'launchpad', 'rpc-shared-secret'),
    SENTRY_MAIL_HOST: settings.mail?.from.split('@')[1] ?? addressOf(settings.url).host,
    // The root filesystem is read-only and the user's home is part of it.
    HOME: '/tmp',
    PYTHONDONTWRITEBYTECODE: '1',
    SENTRY_URL: settings.url,
    SENTRY_INGEST_URL: settings.ingest.url,
    SENTRY_INTERNAL_URL: `http://${address(endpoint(topology, 'web'))}`,
    SYMBOLICATOR_URL: `http://${address(endpoint(topology, 'symbolicator'))}`,
    // Symbolicator's downloads carry Sentry's system token, which Sentry takes from these networks alone: those of pods and Services.
    SENTRY_INTERNAL_NETWORKS: '10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16,fc00::/7',
    // Without one the loader script that the UI offers loads nothing.
    JS_SDK_LOADER_DEFAULT_SDK_URL: `${topology.release.settings['sentry/sentry.conf.example.py']?.['JS_SDK_LOADER_DEFAULT_SDK_URL'] ?? ''}`,
    SENTRY_WEB_WORKERS: requireRole(topology, 'web').workers?.toString(),
    ...postgresEnvironment(postgres),
    REDIS_HOST: redis.host,
    REDIS_PORT: `${redis.port}`,
    REDIS_PASSWORD: redis.password,
    KAFKA_BOOTSTRAP_SERVERS: address(kafka),
    MEMCACHED_ADDR: address(memcached),
    ...s3Environment(objectStore),
    FILESTORE_BUCKET: buckets.filestore,
    PROFILES_BUCKET: buckets.profiles,
    NODESTORE_BACKEND: settings.nodestore.backend,
    NODESTORE_BUCKET: buckets.nodestore,
    RELAY_ID: secretOf(instance, 'relay', 'id'),
    RELAY_PUBLIC_KEY: secretOf(instance, 'relay', 'public-key'),
    ...mail(settings.mail),
    ...integrations(settings.integrations),
  });
};

export interface SentryRuntimeProps {
  readonly instance: Instance;
  readonly topology: Topology;
  readonly settings: SentrySettings;
  /** sentry.conf.py, config.yml and features.json. */
  readonly conf: Files;
  readonly gate: Files;
}

export const sentryRuntime = (scope: Construct, { instance, topology, settings, conf, gate }: SentryRuntimeProps): SentryRuntime => {
  const environment = sentryEnvironment(instance, topology, settings);
  const shared = sharedEnvironment(
    scope,
    instance,
    'sentry-environment',
    bySchema(topology, 'postgres').map((component) => ({ ...component.environment, ...environment })),
  );
  const mounts = [{ files: conf, path: '/etc/sentry' }];
  const gateEnvironment = { ...postgresEnvironment(topology.stores.postgres), SCHEMA_RELEASE: topology.release.version };
  return {
    environment,
    shared,
    mounts,
    pod: (component) => ({
      environment,
      shared,
      mounts,
      ...waitForSchema(component, gate, 'postgres', gateEnvironment),
    }),
  };
};

/** Whether the profile runs profiling, whose bucket and peers exist only then. */
export const hasProfiling = (topology: Topology): boolean => findRole(topology, 'vroom') !== undefined;
