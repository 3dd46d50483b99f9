import type { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Settings } from '../settings/schema';
import { type Component, requireRole, type Topology } from '../topology/topology';
import { type Environment, envVars, secretOf } from './kubernetes/environment';
import { configMap, type Files, file } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { Task } from './kubernetes/job';
import { fileMounts, resources, writableMounts } from './kubernetes/pod';
import { containerSecurity } from './kubernetes/security';
import { gateMount, storeAddresses, waitForTcp } from './kubernetes/waits';
import { buckets } from './runtime/s3';
import { hasProfiling, type SentryRuntime } from './runtime/sentry';
import type { SnubaRuntime } from './runtime/snuba';

export interface SchemaProps {
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
const bucketPlan = ({ topology, nodestore, retentionDays }: SchemaProps): Record<string, { expireDays?: number }> => ({
  [buckets.filestore]: {},
  ...(hasProfiling(topology) ? { [buckets.profiles]: { expireDays: retentionDays } } : {}),
  ...(nodestore === 's3' ? { [buckets.nodestore]: { expireDays: retentionDays } } : {}),
});

/**
 * Topics, buckets, ClickHouse's and PostgreSQL's schema and the first user: one Job whose init containers are the steps in order.
 * The last step on each database marks there that the schema of the release is in place; Sentry's and Snuba's pods wait for the mark.
 */
export class Schema extends Construct {
  constructor(scope: Construct, id: string, props: SchemaProps) {
    super(scope, id);
    const { instance, component, topology, sentry, snuba, gate } = props;
    const release = { SCHEMA_RELEASE: topology.release.version };
    const scripts = configMap(this, instance, component.name, {
      'topics.py': file('bootstrap/topics.py'),
      'buckets.py': file('bootstrap/buckets.py'),
      'admin.py': file('bootstrap/admin.py'),
      'topics.json': `${JSON.stringify(topology.topics, null, 2)}\n`,
      'buckets.json': `${JSON.stringify(bucketPlan(props), null, 2)}\n`,
    });
    const mounts = [...sentry.mounts, { files: scripts, path }];
    const step = (name: string, image: string, command: readonly string[], environment: Environment): k8s.Container => ({
      name,
      image,
      command: [...command],
      env: envVars(environment),
      resources: resources(component),
      securityContext: containerSecurity(component.role),
      volumeMounts: [...writableMounts(component), ...fileMounts(mounts)],
    });
    const api = requireRole(topology, 'snuba-api');
    const snubaEnvironment = { ...api.environment, ...snuba.environment, ...release };
    const sentryEnvironment = { ...requireRole(topology, 'web').environment, ...sentry.environment, ...release };
    const gateScript = `${gateMount(gate).path}/schema.py`;
    new Task(this, component.name, {
      instance,
      component,
      mounts,
      initContainers: [
        waitForTcp(topology, gate, storeAddresses(instance, topology, component)),
        step('topics', component.image, ['python3', `${path}/topics.py`, `${path}/topics.json`], sentryEnvironment),
        step('buckets', component.image, ['python3', `${path}/buckets.py`, `${path}/buckets.json`], sentryEnvironment),
        step('snuba-bootstrap', api.image, ['snuba', 'bootstrap', '--force'], snubaEnvironment),
        step('mark-snuba-schema', api.image, ['python3', gateScript, 'mark', 'clickhouse'], snubaEnvironment),
        step('sentry-upgrade', component.image, ['tini', '--', 'sentry', 'upgrade', '--noinput'], sentryEnvironment),
        step('mark-sentry-schema', component.image, ['python3', gateScript, 'mark', 'postgres'], sentryEnvironment),
      ],
      command: ['python3', `${path}/admin.py`],
      environment: { ...sentryEnvironment, ADMIN_EMAIL: props.adminEmail, ADMIN_PASSWORD: secretOf(instance, 'admin', 'password') },
    });
  }
}
