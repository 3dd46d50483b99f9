// CronJobs that delete old data.
import { Construct } from 'constructs';
import type { Settings } from '../settings/schema';
import type { Component, Topology } from '../topology/topology';
import type { Instance } from './kubernetes/instance';
import { CronJob } from './kubernetes/job';
import type { SentryRuntime } from './runtime/sentry';

export interface RetentionProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly sentry: SentryRuntime;
  readonly retention: Settings['retention'];
}

/** What deletes old data from PostgreSQL on a schedule, and what gives its space back. */
export class Retention extends Construct {
  constructor(scope: Construct, id: string, { instance, components, topology, sentry, retention }: RetentionProps) {
    super(scope, id);
    for (const component of components) {
      if (component.role.name === 'cleanup') {
        new CronJob(this, component.name, {
          instance,
          component,
          schedule: retention.schedule,
          ...sentry.pod(component),
          args: ['cleanup', '--days', `${retention.days}`],
        });
      } else if (retention.vacuum !== undefined) {
        const { server, user, database, password } = topology.stores.postgres;
        new CronJob(this, component.name, {
          instance,
          component,
          schedule: retention.vacuum.schedule,
          args: [
            `--host=${server.host}`,
            `--port=${server.port}`,
            `--username=${user}`,
            `--dbname=${database}`,
            '--analyze',
            ...(retention.vacuum.full ? ['--full'] : []),
          ],
          environment: { PGPASSWORD: password, ...(server.tls === undefined ? {} : { PGSSLMODE: server.tls }) },
        });
      }
    }
  }
}
