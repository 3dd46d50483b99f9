// Sentry's background tasks: broker, scheduler, workers.
import { Construct } from 'constructs';
import { dump } from 'js-yaml';
import type { Component, Topology } from '../topology/topology';
import { configMap, type Files } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import type { PodProps } from './kubernetes/pod';
import { waitForTopics } from './kubernetes/waits';
import { Workload } from './kubernetes/workload';
import type { SentryRuntime } from './runtime/sentry';

export interface TasksProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly sentry: SentryRuntime;
  readonly gate: Files;
}

// Of a broker that is given none (taskbroker, src/config).
const defaultTopics = { taskworker: {}, 'taskworker-dlq': {} };

/** Background work: the broker that keeps tasks, the scheduler that makes them, the workers that do them. */
export class Tasks extends Construct {
  constructor(scope: Construct, id: string, props: TasksProps) {
    super(scope, id);
    const { instance, components, sentry } = props;
    for (const component of components) {
      const pod = component.role.name === 'taskbroker' ? this.broker(props, component) : sentry.pod(component);
      new Workload(this, component.name, { instance, component, ...pod });
    }
  }

  /** The broker's topics are upstream's, as data; older releases give it everything by its environment. */
  private broker({ instance, topology, gate }: TasksProps, component: Component): PodProps {
    const { taskbroker } = topology.release;
    return {
      command: ['/opt/taskbroker'],
      args: component.argv?.slice(1),
      mounts:
        taskbroker === undefined
          ? []
          : [{ files: configMap(this, instance, component.name, { 'config.yml': dump(taskbroker) }), path: '/etc/taskbroker' }],
      // It ends at once where a topic of its is missing (taskbroker, src/kafka/consumer.rs).
      ...waitForTopics(topology, gate, Object.keys(taskbroker?.kafka_topics ?? defaultTopics)),
    };
  }
}
