// The cluster's network.
import * as z from 'zod';
import { isNetwork } from './values';

export const network = z
  .strictObject({
    dns: z
      .array(z.string().refine(isNetwork, 'expected a network such as 10.96.0.10/32'))
      .default([])
      .describe(
        'Addresses of resolvers that are neither pods nor link-local, such as a cache at the DNS Service’s own address: every pod may ask them.',
      ),
  })
  .prefault({})
  .describe('What NetworkPolicies must know of the cluster’s network.');
