// Kafka: one broker that is its own controller.

import { Construct } from 'constructs';
import type { Component } from '../../topology/topology';
import type * as k8s from '../kubernetes/k8s';
import { smallResources } from '../kubernetes/pod';
import { containerSecurity } from '../kubernetes/security';
import { Workload } from '../kubernetes/workload';
import type { StoreProps } from './store';

/** Options of a JVM that starts with half of its largest heap. */
const heap = ({ heapMebibytes = 0 }: Component): string => `-Xms${Math.floor(heapMebibytes / 2)}m -Xmx${heapMebibytes}m`;

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
  constructor(scope: Construct, id: string, { instance, components }: StoreProps) {
    super(scope, id);
    for (const component of components) {
      new Workload(this, component.name, {
        instance,
        component,
        environment: {
          // The root of a volume may hold lost+found, which Kafka takes for a broken partition.
          KAFKA_LOG_DIRS: '/var/lib/kafka/data/logs',
          KAFKA_HEAP_OPTS: heap(component),
          // Its own are up to 1.1 GB of logs; these are five files, the current one and four of before.
          KAFKA_GC_LOG_OPTS: '-Xlog:gc*:file=/var/log/kafka/kafkaServer-gc.log:time,tags:filecount=4,filesize=16M',
          // Topics are made by the bootstrap Job with upstream's configuration; one made by the broker would lack it.
          KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        },
        initContainers: [copyConfiguration(component)],
      });
    }
  }
}
