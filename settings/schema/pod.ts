// How a pod finds names, in Kubernetes' own words.
import { isIP } from 'node:net';
import * as z from 'zod';
import { dnsName } from './values';

const address = z.string().refine((text) => isIP(text) !== 0, 'expected an address such as 10.0.0.10');

const option = z.strictObject({
  name: z.string().describe('Name of an option of resolv.conf, such as ndots.'),
  value: z.string().optional().describe('Its value; none for an option that is only switched on.'),
});

export const pod = z
  .strictObject({
    dnsPolicy: z
      .enum(['ClusterFirst', 'None'])
      .optional()
      .describe(
        'ClusterFirst asks the cluster’s DNS, and dnsConfig is added to it; None takes dnsConfig alone, which must find the instance’s own names too. Kubernetes’ Default would find none of them.',
      ),
    dnsConfig: z
      .strictObject({
        nameservers: z
          .array(address)
          .max(3)
          .optional()
          .describe(
            'Addresses of resolvers. One that is neither a pod nor link-local belongs in `network.dns` too, or the policies stop it.',
          ),
        searches: z.array(dnsName('a domain')).max(32).optional().describe('Domains in which short names are looked up.'),
        options: z
          .array(option)
          .optional()
          .describe('How the resolver asks: ndots says how many dots a name has that is asked for as it is, before any search domain.'),
      })
      .optional()
      .describe('What resolv.conf in the pods has beside what dnsPolicy gives.'),
    hostAliases: z
      .array(
        z.strictObject({
          ip: address.describe('Address that the names lead to.'),
          hostnames: z.array(dnsName('a host name')).min(1).describe('Names that the pods find there.'),
        }),
      )
      .optional()
      .describe('Names that the cluster’s DNS lacks, as lines of the pods’ /etc/hosts.'),
  })
  .describe('Fields of its pods, in Kubernetes’ own words.');
