// What the output is told of the cluster.
import * as z from 'zod';
import { dnsName } from './values';

export const kubernetes = z
  .strictObject({
    version: z
      .string()
      .regex(/^1\.\d+$/, 'expected a minor version in quotes such as "1.34"')
      .default('1.34')
      .describe(
        'Minor version of the cluster, in quotes. One that is not supported is refused; what is rendered is the same for all others.',
      ),
    storageClassName: dnsName('a StorageClass')
      .optional()
      .describe(
        'For every volume; the cluster’s default class when absent. A volume that exists keeps its class: the API server refuses another.',
      ),
    clusterDomain: dnsName('a domain')
      .default('cluster.local')
      .describe('DNS domain of the cluster, in which the public door looks Relay up; a wrong one makes it answer 503.'),
    createNamespace: z
      .boolean()
      .default(true)
      .describe(
        'Whether the Namespace, labelled for the restricted Pod Security Standard, is part of the output; false: it is there before, and what it is labelled is yours to see to.',
      ),
  })
  .prefault({})
  .describe('The cluster that the manifests are for.');
