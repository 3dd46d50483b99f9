// Where images come from.
import * as z from 'zod';
import { dnsName, registry } from './values';

export const images = z
  .strictObject({
    registry: registry.optional().describe('Replaces the registry part of every image and keeps the rest, Docker Hub’s `library/` too.'),
    registries: z
      .record(z.string(), registry)
      .default({})
      .describe('The same for the images of one registry, `docker.io` or `ghcr.io`: a pull-through cache is of one.'),
    pullSecrets: z
      .array(dnsName('the name of a Secret'))
      .default([])
      .describe('Names of Secrets of type kubernetes.io/dockerconfigjson in the namespace, which you make; every pod pulls with them.'),
    overrides: z
      .record(
        z.string(),
        z.strictObject({
          tag: z
            .string()
            .regex(/^[\w][\w.-]{0,127}$/, 'expected an image tag')
            .optional()
            .describe(
              'Tag in the place of the release’s; a digest of the release is dropped with it. Only of this service: others of the same image keep theirs.',
            ),
          digest: z
            .string()
            .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
            .optional()
            .describe('Digest that is pulled, whatever the tag says: sha256: and 64 hexadecimal digits.'),
        }),
      )
      .default({})
      .describe('Tag or digest by upstream’s service name. That of `web` is also the bootstrap Job’s, which migrates PostgreSQL.'),
  })
  .prefault({})
  .describe('Where images are pulled from, and by which tag; what an image is called stays upstream’s.');
