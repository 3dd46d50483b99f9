// The cluster's network.
import * as z from 'zod';
import { dnsName, isNetwork, proxyUrl } from './values';

export const network = z
  .strictObject({
    dns: z
      .array(z.string().refine(isNetwork, 'expected a network such as 10.96.0.10/32'))
      .default([])
      .describe(
        'Addresses of resolvers that are neither pods nor link-local, such as a cache at the DNS Service’s own address: every pod may ask them.',
      ),
    allowPrivateAddresses: z
      .array(z.string().refine(isNetwork, 'expected a network such as 10.20.0.0/16'))
      .default([])
      .describe(
        'Private networks that Sentry may call: a GitLab, Jira, identity provider or webhook of your own. It refuses every other private address, so that nobody who sets up a webhook reaches what is inside.',
      ),
    caBundle: z
      .strictObject({
        configMap: dnsName('the name of a ConfigMap').describe('Name of a ConfigMap in the namespace.'),
        key: z
          .string()
          .regex(/^[-._a-zA-Z0-9]+$/, 'expected a key of that ConfigMap')
          .default('ca.crt')
          .describe('Its key that holds the certificates, as PEM.'),
      })
      .optional()
      .describe(
        'Certificates of your own authorities, in a ConfigMap that you make. Whatever runs Sentry or reaches the internet trusts them beside the public ones, for mail too. Pods take a new bundle when they start.',
      ),
    proxy: z
      .strictObject({
        url: proxyUrl.describe('Address of the proxy; a user and password do not belong here.'),
        noProxy: z
          .array(z.string().regex(/^[^\s,]+$/, 'expected a host, a domain that begins with a dot, or a network'))
          .default([])
          .describe(
            'Hosts, domains and networks that are reached without it, beside the instance’s own services and those of the cluster.',
          ),
      })
      .optional()
      .describe('Proxy of what reaches the internet: web, taskworker, symbolicator and the uptime checker.'),
  })
  .prefault({})
  .describe('What NetworkPolicies must know of the cluster’s network.');
