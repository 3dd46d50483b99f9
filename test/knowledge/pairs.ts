// Pairs of Sentry's own rules.
import type { Manifest } from 'manifest-review/manifests';
import { rulePairs } from '../../packages/manifest-review/test/support/pairs';
import { change, configMap, cronJob, deployment, ingress, rule } from '../../packages/manifest-review/test/support/pairs/objects';
import { one, type RulePair } from '../../packages/manifest-review/test/support/pairs/pair';

const sentry = 'getsentry/sentry';
const web = (release: string) => deployment({ image: `${sentry}:${release}`, container: { args: ['run', 'web'] } });
const topics = (partitions: number, name = 'snuba-commit-log') =>
  configMap({ 'topics.json': JSON.stringify({ events: { partitions: 1 }, [name]: { partitions } }) });
const kept = (hours: number, settled = true) =>
  configMap({
    'topics.json': JSON.stringify({
      a: { partitions: 1, config: { 'retention.ms': `${hours * 3_600_000}` }, ...(settled ? { settled: ['retention.ms'] } : {}) },
    }),
  });
const broker = (hours: number) => deployment({ container: { env: [{ name: 'KAFKA_LOG_RETENTION_HOURS', value: `${hours}` }] } });
const follower = deployment({
  image: `${sentry}:1`,
  container: { args: ['run', 'consumer', 'post-process-forwarder-errors', '--synchronize-commit-log-topic', 'snuba-commit-log'] },
});
const edge = (manifest: Manifest): Manifest => change(manifest, { metadata: { labels: { 'app.kubernetes.io/component': 'edge' } } });
const scheduler = (replicas: number, name = 'taskscheduler') =>
  deployment({ image: `${sentry}:1`, container: { args: ['run', name] }, spec: { replicas } });
const nginx = (line: string) =>
  configMap({ 'nginx.conf': `server {\n  location / {\n    proxy_pass http://relay;\n    ${line}\n  }\n}\n` });

/** What Sentry needs beside. */
export const sentryPairs: readonly RulePair[] = [
  {
    rule: 'single-partition-topic',
    path: 'data[topics.json].snuba-commit-log.partitions',
    fires: [
      [topics(1), follower],
      [topics(2), follower],
    ],
    quiet: [
      [topics(1), deployment()],
      [topics(2), deployment()],
    ],
  },
  {
    rule: 'partitions-fewer',
    path: 'data[topics.json].a.partitions',
    fires: one(topics(3, 'a'), topics(2, 'a')),
    quiet: one(topics(2, 'a'), topics(3, 'a')),
  },
  {
    rule: 'partitions-more',
    path: 'data[topics.json].a.partitions',
    fires: one(topics(2, 'a'), topics(3, 'a')),
    quiet: one(topics(3, 'a'), topics(2, 'a')),
  },
  {
    rule: 'topic-retention-shorter',
    path: 'data[topics.json].a.config[retention.ms]',
    fires: one(kept(24, false), kept(3)),
    quiet: one(kept(24), kept(3, false)),
  },
  {
    // Of a topic that has had none of its own, the broker's.
    rule: 'topic-retention-shorter',
    path: 'data[topics.json].a.config[retention.ms]',
    fires: [
      [topics(1, 'a'), broker(24)],
      [kept(3), broker(24)],
    ],
    quiet: [
      [topics(1, 'a'), broker(3)],
      [kept(24), broker(3)],
    ],
  },
  {
    rule: 'topic-retention-left',
    path: 'data[topics.json].a.config[retention.ms]',
    fires: one(kept(24), topics(1, 'a')),
    quiet: one(kept(24), kept(3)),
  },
  {
    rule: 'hard-stop-skipped',
    path: 'spec.template.spec.containers[a].image',
    fires: one(web('25.9.0'), web('26.8.0')),
    quiet: one(web('26.5.1'), web('26.8.0')),
  },
  {
    rule: 'release-downgrade',
    path: 'spec.template.spec.containers[a].image',
    fires: one(web('26.8.0'), web('26.5.1')),
    quiet: one(web('26.5.1'), web('26.8.0')),
  },
  {
    rule: 'retention-shortened',
    path: 'data.SENTRY_EVENT_RETENTION_DAYS',
    fires: one(configMap({ SENTRY_EVENT_RETENTION_DAYS: '90' }), configMap({ SENTRY_EVENT_RETENTION_DAYS: '30' })),
    quiet: one(configMap({ SENTRY_EVENT_RETENTION_DAYS: '30' }), configMap({ SENTRY_EVENT_RETENTION_DAYS: '90' })),
  },
  {
    rule: 'retention-shortened',
    path: 'spec.jobTemplate.spec.template.spec.containers[a].args',
    fires: one(cronJob({ args: ['cleanup', '--days', '90'] }), cronJob({ args: ['cleanup', '--days', '30'] })),
    quiet: one(cronJob({ args: ['cleanup', '--days', '30'] }), cronJob({ args: ['cleanup', '--days', '90'] })),
  },
  {
    rule: 'ingest-endpoints-wider',
    path: 'spec.rules',
    fires: one(edge(ingress()), edge(ingress({ rules: [rule('/api/[1-9][0-9]{0,19}/(store|envelope)/$')] }))),
    quiet: one(ingress(), ingress({ rules: [rule('/api/[1-9][0-9]{0,19}/(store|envelope)/$')] })),
  },
  {
    rule: 'door-rules',
    path: 'data[nginx.conf]',
    fires: one(nginx('deny all;'), nginx('allow all;')),
    quiet: one(nginx('proxy_read_timeout 1s;'), nginx('proxy_read_timeout 2s;')),
  },
  {
    rule: 'singleton-scaled',
    path: 'spec.replicas',
    fires: one(scheduler(1, 'taskworker-scheduler'), scheduler(2, 'taskworker-scheduler')),
    quiet: one(scheduler(1, 'web'), scheduler(2, 'web')),
  },
];

/** Of every rule that an instance of Sentry is reviewed by. */
export const allPairs: readonly RulePair[] = [...rulePairs, ...sentryPairs];
