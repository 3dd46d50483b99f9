import { unsignedQuantity } from 'manifest-review/manifests';
import * as z from 'zod';
import { ingest, isNetwork, origin } from './ingest';
import { ingress } from './ingress';
import { dnsLabel, dnsName } from './names';

const quantity = z.string().regex(unsignedQuantity, 'expected a Kubernetes quantity such as 500m or 2Gi');
const cron = z.string().regex(/^\S+ \S+ \S+ \S+ \S+$/, 'expected a cron schedule of five fields such as "0 0 * * *"');
const port = z.int().min(1).max(65535);
const secretKey = z
  .strictObject({
    secret: dnsName('the name of a Secret').describe('Name of a Secret in the namespace.'),
    key: z
      .string()
      .regex(/^[-._a-zA-Z0-9]+$/, 'expected a key of that Secret')
      .describe('Key in that Secret.'),
  })
  .describe('A value kept in a Secret that you make; only its name and key stand in the manifests.');

// A first part without dot or port is no registry to a runtime but an account of Docker Hub's.
const registry = z
  .string()
  .regex(
    /^(?=localhost(\/|$)|[^/]*[.:])[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9._-]+)*$/,
    'expected a registry such as registry.example.com/mirror, without scheme',
  );

const image = z
  .string()
  .regex(
    /^([A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(?=[:@])(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
    'expected an image with tag or digest such as registry.example.com/team/sentry:1',
  );

const stringMap = z.record(z.string(), z.string());

const resources = z
  .strictObject({
    requests: z.strictObject({ cpu: quantity.optional(), memory: quantity.optional() }).optional(),
    limits: z.strictObject({ memory: quantity.optional() }).optional(),
    storage: quantity
      .optional()
      .describe('Size of the volume of a store. It can grow where its StorageClass allows expansion, and never shrinks.'),
  })
  .describe('Replaces what `size` gives; CPU has no limit on purpose.');

const toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(['Exists', 'Equal']).optional(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.int().optional(),
});

const component = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .optional()
    .describe('Pods of this component; at most the partitions of its topic, and 1 where it must be alone.'),
  resources: resources.optional(),
  env: stringMap
    .optional()
    .describe('Added to the environment, wins over ours. Names that say password, secret, token or key are refused.'),
  nodeSelector: stringMap.optional(),
  tolerations: z.array(toleration).optional(),
});

const pointer = z.string().startsWith('/', 'expected a JSON Pointer such as /spec/replicas');

const patchOperation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), path: pointer, value: z.unknown() }),
  z.strictObject({ op: z.literal('replace'), path: pointer, value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), path: pointer }),
  z.strictObject({ op: z.literal('test'), path: pointer, value: z.unknown() }),
]);

/** The whole vocabulary of `sentry.yaml`: types, defaults, messages and `sentry.schema.json` come from here. */
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
  mail: z
    .strictObject({
      host: z.string().min(1).describe('SMTP server.'),
      port: port.default(25).describe('Its port.'),
      username: z.string().optional(),
      password: secretKey.optional(),
      tls: z
        .enum(['none', 'starttls', 'tls'])
        .default('none')
        .describe(
          'starttls upgrades a plain connection (587), tls starts encrypted (465). The server’s certificate is verified: for a private CA mount a bundle that has it into web and taskworker by `patches`, and name it in SSL_CERT_FILE of their `components.<name>.env`.',
        ),
      from: z.email('expected an e-mail address').describe('Sender of Sentry’s mail.'),
    })
    .optional()
    .describe('SMTP; without it mail goes to the log of the pod that sends it.'),
  retention: z
    .strictObject({
      days: z.int().min(1).max(3650).default(90).describe('How long events live. Drives cleanup, Sentry, Snuba, buckets and caches.'),
      schedule: cron.default('0 0 * * *').describe('When `sentry cleanup` runs, in UTC.'),
      vacuum: z
        .strictObject({
          schedule: cron.default('30 3 * * 0').describe('When `vacuumdb --analyze` runs, in UTC.'),
          full: z
            .boolean()
            .default(false)
            .describe('VACUUM FULL returns disk space to the system but locks each table while it is rewritten.'),
        })
        .optional()
        .describe('Vacuum PostgreSQL on a schedule; absent: autovacuum alone.'),
    })
    .prefault({}),
  kubernetes: z
    .strictObject({
      version: z
        .string()
        .regex(/^1\.\d+$/, 'expected a minor version in quotes such as "1.34"')
        .default('1.34')
        .describe('Minor version of the cluster.'),
      storageClassName: dnsName('a StorageClass')
        .optional()
        .describe(
          'For every volume; the cluster’s default class when absent. A volume that exists keeps its class: the API server refuses another.',
        ),
      clusterDomain: dnsName('a domain').default('cluster.local').describe('DNS domain of the cluster.'),
      createNamespace: z
        .boolean()
        .default(true)
        .describe('Whether the Namespace, labelled for the restricted Pod Security Standard, is part of the output.'),
    })
    .prefault({}),
  network: z
    .strictObject({
      dns: z
        .array(z.string().refine(isNetwork, 'expected a network such as 10.96.0.10/32'))
        .default([])
        .describe(
          'Addresses of resolvers that are neither pods nor link-local, such as a cache at the DNS Service’s own address: every pod may ask them.',
        ),
    })
    .prefault({}),
  ingress,
  images: z
    .strictObject({
      registry: registry.optional().describe('Replaces the registry part of every image and keeps the rest, Docker Hub’s `library/` too.'),
      registries: z
        .record(z.string(), registry)
        .default({})
        .describe('The same for the images of one registry, `docker.io` or `ghcr.io`: a pull-through cache is of one.'),
      pullSecrets: z
        .array(dnsName('the name of a Secret'))
        .default([])
        .describe('Names of Secrets of type kubernetes.io/dockerconfigjson.'),
      overrides: z
        .record(
          z.string(),
          z.strictObject({
            tag: z
              .string()
              .regex(/^[\w][\w.-]{0,127}$/, 'expected an image tag')
              .optional(),
            digest: z
              .string()
              .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
              .optional(),
          }),
        )
        .default({})
        .describe('Tag or digest by upstream’s service name.'),
    })
    .prefault({}),
  secrets: z
    .strictObject({
      provider: z
        .enum(['generate', 'existing'])
        .default('generate')
        .describe(
          'generate: a Job in the cluster creates each missing Secret once; existing: you make them (npm run secrets prints the commands).',
        ),
    })
    .prefault({}),
  nodestore: z
    .strictObject({
      backend: z
        .enum(['postgres', 's3'])
        .default('postgres')
        .describe('Where event bodies are kept. s3 needs an image of Sentry that has sentry_nodestore_s3.'),
      image: image.optional().describe('With s3: that image, with tag or digest; it runs every Sentry component.'),
    })
    .prefault({}),
  geoip: z
    .strictObject({
      claim: dnsName('the name of a PersistentVolumeClaim').describe(
        'PersistentVolumeClaim that holds GeoLite2-City.mmdb; mounted read-only by relay and web.',
      ),
    })
    .optional(),
  integrations: z
    .strictObject({
      github: z
        .strictObject({
          appId: z.int(),
          appName: z.string(),
          clientId: z.string(),
          clientSecret: secretKey,
          webhookSecret: secretKey,
          privateKey: secretKey,
        })
        .optional()
        .describe('GitHub App.'),
      slack: z.strictObject({ clientId: z.string(), clientSecret: secretKey, signingSecret: secretKey }).optional().describe('Slack app.'),
      google: z.strictObject({ clientId: z.string(), clientSecret: secretKey }).optional().describe('Login with Google.'),
    })
    .prefault({})
    .describe('Ids stand in this file, secrets by reference.'),
  components: z.record(z.string(), component).default({}).describe('By upstream’s service name.'),
  topics: z
    .record(
      z.string(),
      z.strictObject({ partitions: z.int().min(1).max(1000).describe('Partitions to create; they can be added later, never taken away.') }),
    )
    .default({})
    .describe('By Kafka topic.'),
  patches: z
    .array(
      z.strictObject({
        target: z.strictObject({ kind: z.string(), name: z.string() }),
        patch: z.array(patchOperation).min(1),
      }),
    )
    .default([])
    .describe('JSON Patch (RFC 6902) on rendered objects, last: for what no setting offers.'),
});

/** `sentry.yaml` with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
export type ComponentSettings = z.output<typeof component>;

/** A place in `sentry.yaml`, such as `['components', 'web', 'replicas']`. */
export type SettingsPath = readonly (string | number)[];

/** Something wrong (or worth a warning) at one place of `sentry.yaml`; `load.ts` turns the path into line and column. */
export interface Problem {
  readonly path: SettingsPath;
  /** What was expected and what was found, lower case, no full stop. */
  readonly message: string;
}
