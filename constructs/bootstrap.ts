// The Job that brings topics, buckets, schemas and the first user into being, step by step.

import { Construct } from 'constructs';
import type { Settings } from '../settings/schema';
import { endpoint, requireRole } from '../topology/query';
import type { Component, Topology } from '../topology/topology';
import { containerEnvironment, type Environment, secretOf } from './kubernetes/environment';
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

interface Step {
  readonly name: string;
  /** Whose image and environment it has. */
  readonly of: 'sentry' | 'snuba';
  readonly command: readonly string[];
  readonly environment?: Environment;
  /** Port of what goes on running beside the steps after it, once it is up; absent: the step ends. */
  readonly servesOn?: number;
}

/** In order; `snubaPort` is where Snuba's API listens. */
const steps = (snubaPort: number): readonly Step[] => [
  { name: 'topics', of: 'sentry', command: ['python3', `${path}/topics.py`, `${path}/topics.json`] },
  { name: 'buckets', of: 'sentry', command: ['python3', `${path}/buckets.py`, `${path}/buckets.json`] },
  {
    name: 'snuba-bootstrap',
    of: 'snuba',
    // A migration that was interrupted stays in progress, and bootstrap refuses to go on until it is reversed.
    command: ['python3', `${path}/alone.py`, 'snuba', 'migrations', 'reverse-in-progress', '--', 'snuba', 'bootstrap', '--force'],
  },
  { name: 'mark-snuba-schema', of: 'snuba', command: ['python3', schemaScript, 'mark', 'clickhouse'] },
  // Migrations of data may query Snuba, and its Deployment waits for this very Job.
  { name: 'snuba-api', of: 'snuba', command: ['snuba', 'api'], servesOn: snubaPort },
  {
    name: 'sentry-upgrade',
    of: 'sentry',
    command: ['tini', '--', 'python3', `${path}/alone.py`, 'sentry', 'upgrade', '--noinput'],
    environment: { SNUBA: `http://127.0.0.1:${snubaPort}` },
  },
  { name: 'mark-sentry-schema', of: 'sentry', command: ['python3', schemaScript, 'mark', 'postgres'] },
];

/** Files and nothing else live for ever; a lifecycle on their bucket would delete source maps that are in use. */
const bucketPlan = ({ topology, nodestore, retentionDays }: BootstrapProps): Record<string, { expireDays?: number }> => ({
  [buckets.filestore]: {},
  ...(hasProfiling(topology) ? { [buckets.profiles]: { expireDays: retentionDays } } : {}),
  ...(nodestore === 's3' ? { [buckets.nodestore]: { expireDays: retentionDays } } : {}),
});

const isUp = (port: number): k8s.Probe => ({
  httpGet: { path: '/health', port: k8s.IntOrString.fromNumber(port) },
  periodSeconds: 5,
  failureThreshold: 60,
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
    const wait = waitForStores(topology, gate, component);
    const api = requireRole(topology, 'snuba-api');
    const programs = {
      sentry: {
        component,
        environment: { ...requireRole(topology, 'web').environment, ...sentry.environment, ...release },
        shared: sentry.shared,
      },
      snuba: { component: api, environment: { ...api.environment, ...snuba.environment, ...release }, shared: snuba.shared },
    };
    const container = ({ name, of, command, environment, servesOn }: Step): k8s.Container => {
      const program = programs[of];
      const { image, role } = program.component;
      return {
        name,
        image,
        command: [...command],
        ...containerEnvironment({ ...program.environment, ...environment }, program.shared),
        resources: resources(servesOn === undefined ? component : program.component),
        securityContext: { ...containerSecurity(role), runAsUser: role.uid, runAsGroup: role.gid },
        volumeMounts: [...writableMounts(component), ...fileMounts([...mounts, ...wait.initMounts])],
        ...(servesOn === undefined ? {} : { startupProbe: isUp(servesOn) }),
      };
    };
    const all = steps(endpoint(topology, 'snuba-api').port);
    new Job(this, component.name, {
      instance,
      component,
      mounts,
      initMounts: wait.initMounts,
      initContainers: [...wait.initContainers, ...all.map(container)],
      sidecars: all.filter(({ servesOn }) => servesOn !== undefined).map(({ name }) => name),
      command: ['python3', `${path}/admin.py`],
      shared: sentry.shared,
      rollOn: [snuba.shared],
      environment: {
        ...programs.sentry.environment,
        ADMIN_EMAIL: props.adminEmail,
        ADMIN_PASSWORD: secretOf(instance, 'admin', 'password'),
      },
    });
  }
}
