// Who writes which topic.
import type { Role } from './role';

/**
 * Topics by the program that writes them (sentry-kafka-schemas 2.2.2, topics/*.yaml; subscription results of eap-items and
 * taskworker as upstream's taskbroker/config.yml names them). Dead letters are left out.
 */
const written: Readonly<Record<string, readonly string[]>> = {
  relay: [
    'ingest-attachments',
    'ingest-events',
    'ingest-feedback-events',
    'ingest-metrics',
    'ingest-monitors',
    'ingest-performance-metrics',
    'ingest-replay-recordings',
    'ingest-spans',
    'ingest-transactions',
    'outcomes',
    'outcomes-billing',
    'profiles',
    'snuba-items',
  ],
  sentry: [
    'buffered-segments',
    'events',
    'generic-events',
    'group-attributes',
    'ingest-events-backlog',
    'ingest-occurrences',
    'ingest-replay-events',
    'ingest-transactions-backlog',
    'monitors-clock-tasks',
    'monitors-clock-tick',
    'monitors-incident-occurrences',
    'outcomes',
    'outcomes-billing',
    'snuba-generic-metrics',
    'snuba-metrics',
    'snuba-uptime-results',
    'taskworker',
    'taskworker-control',
    'transactions',
  ],
  snuba: [
    'event-replacements',
    'events-subscription-results',
    'generic-metrics-subscription-results',
    'metrics-subscription-results',
    'scheduled-subscriptions-eap-items',
    'scheduled-subscriptions-events',
    'scheduled-subscriptions-generic-metrics-counters',
    'scheduled-subscriptions-generic-metrics-distributions',
    'scheduled-subscriptions-generic-metrics-gauges',
    'scheduled-subscriptions-generic-metrics-sets',
    'scheduled-subscriptions-metrics',
    'scheduled-subscriptions-transactions',
    'shared-resources-usage',
    'snuba-commit-log',
    'snuba-generic-events-commit-log',
    'snuba-generic-metrics-counters-commit-log',
    'snuba-generic-metrics-distributions-commit-log',
    'snuba-generic-metrics-gauges-commit-log',
    'snuba-generic-metrics-sets-commit-log',
    'snuba-items-commit-log',
    'snuba-lw-deletions-eap-items',
    'snuba-lw-deletions-generic-events',
    'snuba-metrics-commit-log',
    'snuba-queries',
    'snuba-transactions-commit-log',
    'subscription-results-eap-items',
    'transactions-subscription-results',
  ],
  'uptime-checker': ['uptime-results'],
  vroom: ['processed-profiles', 'profiles-call-tree', 'snuba-profile-chunks'],
};

const programs = { postgres: 'sentry', clickhouse: 'snuba' } as const;

/** Topics that components of a role may write: all that run `sentry`, or `snuba`, are one program. */
export const topicsWritten = ({ name, schema }: Role): readonly string[] => written[schema === undefined ? name : programs[schema]] ?? [];
