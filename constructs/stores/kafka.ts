import type { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Component } from '../../topology/topology';
import { smallResources } from '../kubernetes/pod';
import { containerSecurity } from '../kubernetes/security';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './postgres';

const mebibytes = (quantity: string): number => Number.parseInt(quantity, 10) * (quantity.endsWith('Gi') ? 1024 : 1);

/** The image's folder of templates, copied onto the emptyDir that covers it. */
const copyConfiguration = (component: Component): k8s.Container => ({
  name: 'copy-configuration',
  image: component.image,
  command: ['sh', '-c', 'cp -R /etc/kafka/. /copy/'],
  resources: smallResources('64Mi'),
  securityContext: containerSecurity(component.role),
  volumeMounts: [{ name: 'etc-kafka', mountPath: '/copy' }],
});

/** Kafka in KRaft mode, one broker that is its own controller. */
export class Kafka extends Construct {
  constructor(scope: Construct, id: string, { instance, components, storageClassName }: StoreProps) {
    super(scope, id);
    for (const component of components) {
      // Half of the limit is left to the page cache and the JVM's own memory.
      const heap = mebibytes(component.settings.resources?.limits?.memory ?? component.size.memoryLimit) / 2;
      new Workload(this, component.name, {
        instance,
        component,
        storageClassName,
        environment: {
          // The root of a volume may hold lost+found, which Kafka takes for a broken partition.
          KAFKA_LOG_DIRS: '/var/lib/kafka/data/logs',
          KAFKA_HEAP_OPTS: `-Xms${heap / 2}m -Xmx${heap}m`,
          // Topics are made by the bootstrap Job with upstream's configuration; one made by the broker would lack it.
          KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        },
        initContainers: [copyConfiguration(component)],
      });
    }
  }
}
