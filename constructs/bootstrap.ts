import { Construct } from 'constructs';
import type { Settings } from '../settings/schema';
import { endpoint, requireRole } from '../topology/query';
import type { Component, Topology } from '../topology/topology';
import { containerEnvironment, type Environment, type SharedEnvironment, secretOf } from './kubernetes/environment';
import { configMap, type Files, file } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { Job } from './kubernetes/job';
import * as k8s from './kubernetes/k8s';
import { fileMounts, resources, writableMounts } from './kubernetes/pod';
import { containerSecurity } from './kubernetes/security';
import { schemaScript, waitForStores } from './kubernetes/waits';
import { buckets } from './runtime/s3';
import { hasProfiling, type SentryRuntime } from './runtime/sentry';
import type { SnubaRuntime } from './runtime/snuba';

export interface BootstrapProps {
  readonly instance: Instance;
  readonly component: Component;
  readonly topology: Topology;
  readonly sentry: SentryRuntime;
  readonly snuba: SnubaRuntime;
  readonly gate: Files;
  readonly adminEmail: string;
  readonly nodestore: Settings['nodestore']['backend'];
  readonly retentionDays: number;
}

const path = '/etc/bootstrap';

/** Files and nothing else live for ever; a lifecycle on their bucket would delete source maps that are in use. */
const bucketPlan = ({ topology, nodestore, retentionDays }: BootstrapProps): Record<string, { expireDays?: number }> => ({
  [buckets.filestore]: {},
  ...(hasProfiling(topology) ? { [buckets.profiles]: { expireDays: retentionDays } } : {}),
  ...(nodestore === 's3' ? { [buckets.nodestore]: { expireDays: retentionDays } } : {}),
});

/**
 * Topics, buckets, ClickHouse's and PostgreSQL's schema and the first user: one Job whose init containers are the steps in order.
 * The last step on each database marks there that the schema of the release is in place; Sentry's and Snuba's pods wait for the mark.
 */
export class Bootstrap extends Construct {
  constructor(scope: Construct, id: string, props: BootstrapProps) {
    super(scope, id);
    const { instance, component, topology, sentry, snuba, gate } = props;
    const release = { SCHEMA_RELEASE: topology.release.version };
    const scripts = configMap(this, instance, component.name, {
      'alone.py': file('bootstrap/alone.py'),
      'topics.py': file('bootstrap/topics.py'),
      'buckets.py': file('bootstrap/buckets.py'),
      'admin.py': file('bootstrap/admin.py'),
      'topics.json': `${JSON.stringify(topology.topics, null, 2)}\n`,
      'buckets.json': `${JSON.stringify(bucketPlan(props), null, 2)}\n`,
    });
    const mounts = [...sentry.mounts, { files: scripts, path }];
    const api = requireRole(topology, 'snuba-api');
    const step = (
      name: string,
      { image, role }: Component,
      command: readonly string[],
      environment: Environment,
      shared: SharedEnvironment,
    ): k8s.Container => ({
      name,
      image,
      command: [...command],
      ...containerEnvironment(environment, shared),
      resources: resources(component),
      securityContext: { ...containerSecurity(role), runAsUser: role.uid, runAsGroup: role.gid },
      volumeMounts: [...writableMounts(component), ...fileMounts([...mounts, ...wait.initMounts])],
    });
    const snubaEnvironment = { ...api.environment, ...snuba.environment, ...release };
    const sentryEnvironment = { ...requireRole(topology, 'web').environment, ...sentry.environment, ...release };
    const apiPort = endpoint(topology, 'snuba-api').port;
    const wait = waitForStores(topology, gate, component);
    new Job(this, component.name, {
      instance,
      component,
      mounts,
      initMounts: wait.initMounts,
      initContainers: [
        ...wait.initContainers,
        step('topics', component, ['python3', `${path}/topics.py`, `${path}/topics.json`], sentryEnvironment, sentry.shared),
        step('buckets', component, ['python3', `${path}/buckets.py`, `${path}/buckets.json`], sentryEnvironment, sentry.shared),
        // A migration that was interrupted stays in progress, and bootstrap refuses to go on until it is reversed.
        step(
          'snuba-bootstrap',
          api,
          ['python3', `${path}/alone.py`, 'snuba', 'migrations', 'reverse-in-progress', '--', 'snuba', 'bootstrap', '--force'],
          snubaEnvironment,
          snuba.shared,
        ),
        step('mark-snuba-schema', api, ['python3', schemaScript, 'mark', 'clickhouse'], snubaEnvironment, snuba.shared),
        {
          ...step('snuba-api', api, ['snuba', 'api'], snubaEnvironment, snuba.shared),
          resources: resources(api),
          startupProbe: { httpGet: { path: '/health', port: k8s.IntOrString.fromNumber(apiPort) }, periodSeconds: 5, failureThreshold: 60 },
        },
        step(
          'sentry-upgrade',
          component,
          ['tini', '--', 'python3', `${path}/alone.py`, 'sentry', 'upgrade', '--noinput'],
          { ...sentryEnvironment, SNUBA: `http://127.0.0.1:${apiPort}` },
          sentry.shared,
        ),
        step('mark-sentry-schema', component, ['python3', schemaScript, 'mark', 'postgres'], sentryEnvironment, sentry.shared),
      ],
      // Migrations of data may query Snuba, and its Deployment waits for this very Job.
      sidecars: ['snuba-api'],
      command: ['python3', `${path}/admin.py`],
      shared: sentry.shared,
      rollOn: [snuba.shared],
      environment: { ...sentryEnvironment, ADMIN_EMAIL: props.adminEmail, ADMIN_PASSWORD: secretOf(instance, 'admin', 'password') },
    });
  }
}
