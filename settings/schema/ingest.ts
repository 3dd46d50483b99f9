// The public door.
import * as z from 'zod';
import { endpointNames } from '../endpoints';
import { isNetwork, origin } from './values';

/** RFC 1918, RFC 6598, RFC 4193 and loopback: where Ingress controllers and load balancers of a cluster have their addresses. */
const privateNetworks = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7'];

const limits = z
  .strictObject({
    bodyMegabytes: z
      .int()
      .min(1)
      .max(1024)
      .optional()
      .describe(
        'Largest body as sent, in 2^20 bytes, at every open endpoint; more gets 413. Absent: 20, and 100 where Relay takes files (envelope, minidump, unreal, attachments). Bodies wait in the 1 GB `/tmp` of the door until they are whole.',
      ),
    headerKilobytes: z
      .int()
      .min(1)
      .max(64)
      .default(8)
      .describe(
        'Longest request line and longest header, in 1024 bytes; a longer line gets 414, a longer header 400. All headers together may have four times as much. Events in the query of a GET need it.',
      ),
    requestTimeoutSeconds: z
      .int()
      .min(1)
      .max(600)
      .default(10)
      .describe(
        'How long a sender may take for the whole header, and for each next piece of the body; then the connection is cut. Larger values let slow senders hold connections longer.',
      ),
    connectionsPerClient: z
      .int()
      .min(1)
      .max(65535)
      .default(1000)
      .describe(
        'Requests that one client address may have open at a time at each pod of the door; one more gets 429. All who share an address, such as a company behind NAT or a proxy that is not in trustedProxies, count as one client.',
      ),
    requestsPerSecondPerClient: z
      .int()
      .min(1)
      .max(100000)
      .optional()
      .describe(
        'Requests a second that one client address may send to each pod of the door, and as many more at once; what exceeds that gets 429. Absent: no limit, since all who share an address count as one client.',
      ),
  })
  .prefault({})
  .describe('What one sender may take of the door.');

/** The public door. */
export const ingest = z
  .strictObject({
    url: origin('the address where SDKs send events').describe(
      'Where SDKs send events; stands in the DSN. Its host differs from that of `url`.',
    ),
    endpoints: z
      .array(z.enum(endpointNames))
      .min(1)
      .default(['store'])
      .describe(
        'What the public may reach of a project, each exactly its own path: /api/<project id>/<endpoint>/. SDKs of today send envelopes.',
      ),
    projects: z
      .array(z.int().min(1))
      .min(1)
      .optional()
      .describe('Ids of the only projects that the public may send to; all when absent. A new project is closed until it stands here.'),
    allowedOrigins: z
      .array(origin('an origin'))
      .min(1)
      .optional()
      .describe(
        'Origins of the only web pages that may send; all when absent, as Relay allows them. What sends no Origin, such as a server, is not concerned.',
      ),
    explainRefusals: z
      .boolean()
      .default(false)
      .describe(
        'Whether a refused ingest request is answered with one line that names the setting which refused it. It tells the sender that this is Sentry.',
      ),
    trustedProxies: z
      .array(z.string().refine(isNetwork, 'expected a network such as 10.0.0.0/8'))
      .default(privateNetworks)
      .describe(
        'Networks of the proxies in front of the door: from these addresses X-Forwarded-For is believed, up to the last address that is none of them. A proxy that is missing here is taken for the client; a network too many lets its hosts claim any address.',
      ),
    limits,
  })
  .describe('The public door. SDKs send events to it, and the public reaches nothing else of the instance.');
