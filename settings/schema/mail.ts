// Outgoing mail.
import * as z from 'zod';
import { port, secretKey, sender } from './values';

export const mail = z
  .strictObject({
    host: z.string().min(1).describe('SMTP server.'),
    port: port.default(25).describe('Its port.'),
    username: z.string().optional(),
    password: secretKey.optional(),
    tls: z
      .enum(['none', 'starttls', 'tls'])
      .default('none')
      .describe(
        'starttls upgrades a plain connection (587), tls starts encrypted (465). The server’s certificate is verified: a private authority stands in `network.caBundle`.',
      ),
    from: sender.describe('Sender of Sentry’s mail. An address, or a name with it, such as Sentry <sentry@example.com>.'),
  })
  .optional()
  .describe('SMTP; without it mail goes to the log of the pod that sends it.');
