// Upstream's configuration of taskbroker.
import type { Release } from '../release';
import { count, mapping, oneOf, only, text, truth } from './readers';
import { growTree, plain, stop } from './tree';

/** Upstream's taskbroker/config.yml as it is. Throws ImportError for what this does not know. */
export const readTaskbroker = (file: string, content: string): NonNullable<Release['taskbroker']> => {
  const tree = growTree(file, content);
  const top = only(tree, ['kafka_session_timeout_ms', 'kafka_deadletter_topic', 'kafka_retry_topic', 'kafka_topics']);
  if (top.kafka_topics === undefined) return stop(tree.at, 'expected kafka_topics, got none');
  const topics = mapping(top.kafka_topics).entries;
  if (top.kafka_session_timeout_ms !== undefined) count(top.kafka_session_timeout_ms);
  for (const topic of [top.kafka_deadletter_topic, top.kafka_retry_topic]) if (topic !== undefined) oneOf(topic, [...topics.keys()]);
  for (const topic of topics.values()) {
    const {
      cluster,
      consumer_group: group,
      produce_only: produceOnly,
      raw,
    } = only(topic, ['cluster', 'consumer_group', 'produce_only', 'raw']);
    if (cluster === undefined || group === undefined) return stop(topic.at, 'expected cluster and consumer_group, got one of them or none');
    oneOf(cluster, ['default']);
    text(group);
    if (produceOnly !== undefined) truth(produceOnly);
    if (raw === undefined) continue;
    const {
      namespace,
      application,
      taskname,
      processing_deadline_duration: seconds,
    } = only(raw, ['namespace', 'application', 'taskname', 'processing_deadline_duration']);
    for (const word of [namespace, application, taskname])
      if (word === undefined || text(word) === '') return stop(raw.at, 'expected namespace, application and taskname, got less');
    if (seconds !== undefined) count(seconds);
  }
  return plain(tree) as NonNullable<Release['taskbroker']>;
};
