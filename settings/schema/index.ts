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
  instance: dnsLabel('a name')
    .max(20)
    .default('sentry')
    .describe('Prefix of every object’s name. It stands in selectors and volume names: never change it.'),
  namespace: dnsLabel('a namespace').default('sentry').describe('Namespace of every object.'),
  release: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'expected a release of three numbers')
    .optional()
    .describe('Release of self-hosted Sentry; the newest one under releases/ when absent.'),
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
  url: origin('the address where people open Sentry').describe('Where people open Sentry.'),
  ingest,
  admin: z
    .strictObject({
      email: z
        .email('expected an e-mail address')
        .default('admin@example.com')
        .describe('Login of the first superuser; the password is in a Secret.'),
    })
    .prefault({}),
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
    .prefault({}),
  nodestore,
  geoip,
  integrations,
  components: z
    .record(z.string(), component)
    .default({})
    .describe('By upstream’s service name, by `role:<role>` or by `*` for all, Jobs too; the more exact one wins, field by field.'),
  topics: z
    .record(
      z.string(),
      z.strictObject({ partitions: z.int().min(1).max(1000).describe('Partitions to create; they can be added later, never taken away.') }),
    )
    .default({})
    .describe('By Kafka topic.'),
  patches,
});

/** `sentry.yaml` with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
