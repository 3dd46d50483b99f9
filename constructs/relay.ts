// Relay, which takes events from the doors and puts them on Kafka.
import { Construct } from 'constructs';
import { dump, load } from 'js-yaml';
import type { Settings } from '../settings/schema';
import { endpoint } from '../topology/query';
import type { Component, Topology } from '../topology/topology';
import { geoipVolume } from './geoip';
import { secretOf } from './kubernetes/environment';
import { configMap, type Files, file } from './kubernetes/files';
import type { Instance } from './kubernetes/instance';
import { waitForStores } from './kubernetes/waits';
import { Workload } from './kubernetes/workload';

export interface RelayProps {
  readonly instance: Instance;
  readonly components: readonly Component[];
  readonly topology: Topology;
  readonly gate: Files;
  readonly geoip?: Settings['geoip'];
}

const configPath = '/etc/relay';

/** relay/config.yml, with the GeoIP database where there is one: Relay does not start without a file that it names. */
const config = (geoip: RelayProps['geoip']): string => {
  const text = file('relay/config.yml');
  if (geoip === undefined) return text;
  const { processing, ...rest } = load(text) as { processing: object };
  return dump({ ...rest, processing: { ...processing, geoip_path: '/geoip/GeoLite2-City.mmdb' } });
};

/** Relay: takes events from the doors and puts them on Kafka. One identity for all replicas, registered by its public key. */
export class Relay extends Construct {
  constructor(scope: Construct, id: string, { instance, components, topology, gate, geoip }: RelayProps) {
    super(scope, id);
    const web = endpoint(topology, 'web');
    const { redis, kafka } = topology.stores;
    for (const component of components) {
      const files = configMap(this, instance, component.name, { 'config.yml': config(geoip) });
      new Workload(this, component.name, {
        instance,
        component,
        args: ['run', '--config', configPath],
        environment: {
          RELAY_ID: secretOf(instance, 'relay', 'id'),
          RELAY_PUBLIC_KEY: secretOf(instance, 'relay', 'public-key'),
          RELAY_SECRET_KEY: secretOf(instance, 'relay', 'secret-key'),
          REDIS_PASSWORD: redis.password,
          RELAY_UPSTREAM_URL: `http://${web.host}:${web.port}/`,
          RELAY_REDIS_URL: `redis://:$(REDIS_PASSWORD)@${redis.host}:${redis.port}`,
          KAFKA_BOOTSTRAP_SERVERS: `${kafka.host}:${kafka.port}`,
        },
        mounts: [{ files, path: configPath }],
        volumes: geoipVolume(geoip),
        ...waitForStores(topology, gate, component),
      });
    }
  }
}
