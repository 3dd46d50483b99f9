// The whole vocabulary of `sentry.yaml`: types, defaults, messages and `sentry.schema.json` come from here.
import * as z from 'zod';
import { component } from './component';
import { geoip } from './geoip';
import { images } from './images';
import { ingest } from './ingest';
import { ingress } from './ingress';
import { integrations } from './integrations';
import { kubernetes } from './kubernetes';
import { mail } from './mail';
import { network } from './network';
import { nodestore } from './nodestore';
import { patches } from './patches';
import { retention } from './retention';
import { dnsLabel, origin } from './values';

export type { ComponentSettings } from './component';

export const settingsSchema = z.strictObject({
  // Services' names begin with a letter, before Kubernetes 1.36.
  instance: z
    .string()
    .max(20)
    .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'expected a name of lower-case letters, digits and dashes that begins with a letter')
    .default('sentry')
    .describe('Prefix of every object’s name. It stands in selectors and volume names: never change it.'),
  namespace: dnsLabel('a namespace')
    .default('sentry')
    .describe('Namespace of every object. Volumes stay behind in the old one when it changes.'),
  release: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'expected a release of three numbers')
    .optional()
    .describe(
      'Release of self-hosted Sentry, upstream’s tag of three numbers; the newest that this version knows when absent. A newer one migrates the databases; going back may lose data.',
    ),
  profile: z
    .enum(['errors-only', 'feature-complete'])
    .default('errors-only')
    .describe('Upstream’s COMPOSE_PROFILES: errors alone, or tracing, replays, profiles, monitors, uptime and logs too.'),
  size: z
    .enum(['small', 'medium'])
    .default('small')
    .describe(
      'Requests, limits and replicas: small fits one node of 4 CPUs and 12 GiB with errors-only, medium spreads over three. Volumes are the same in both.',
    ),
  url: origin('the address where people open Sentry').describe(
    'Where people open Sentry. It stands in the links of its mails, and is served by `ingress.internal` or by port-forward.',
  ),
  ingest,
  admin: z
    .strictObject({
      email: z
        .email('expected an e-mail address')
        .default('admin@example.com')
        .describe(
          'Login of the first superuser, whom the bootstrap Job makes; the password is in the Secret <instance>-admin. Another address later makes another superuser, and leaves the first.',
        ),
    })
    .prefault({})
    .describe('Who can log in when the instance has come up.'),
  mail,
  retention,
  kubernetes,
  network,
  ingress,
  images,
  secrets: z
    .strictObject({
      provider: z
        .enum(['generate', 'existing'])
        .default('generate')
        .describe(
          'generate: a Job in the cluster creates each missing Secret once; existing: you make them (cdk8s-sentry secrets prints the commands).',
        ),
    })
    .prefault({})
    .describe('Passwords and keys that the instance itself needs. None of them stands in the output.'),
  nodestore,
  geoip,
  integrations,
  components: z
    .record(z.string(), component)
    .default({})
    .describe(
      'Replicas, resources, variables and nodes of components, Jobs too, by upstream’s service name such as `web`, by `role:<role>` or by `*` for all; the more exact one wins, field by field.',
    ),
  topics: z
    .record(
      z.string(),
      z.strictObject({
        partitions: z.int().min(1).max(1000).default(1).describe('Partitions to create; they can be added later, never taken away.'),
        retentionHours: z
          .int()
          .min(1)
          .max(8760)
          .optional()
          .describe(
            'Hours that Kafka keeps what is written to the topic, read or not; the bootstrap Job alters a topic that exists. A consumer that rests for longer loses what it has not read. Absent: upstream’s, which is the broker’s KAFKA_LOG_RETENTION_HOURS for the topics that Sentry makes, and 24 or 168 for those that Snuba makes.',
          ),
      }),
    )
    .default({})
    .describe('Partitions and retention of Kafka’s topics, by name. Consumers of a topic can have as many replicas as it has partitions.'),
  patches,
});

/** `sentry.yaml` with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
