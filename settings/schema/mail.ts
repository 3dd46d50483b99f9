// The server that mail is sent by.
import * as z from 'zod';
import { port, secretKey } from './values';

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
        'starttls upgrades a plain connection (587), tls starts encrypted (465). The server’s certificate is verified: for a private CA mount a bundle that has it into web and taskworker by `patches`, and name it in SSL_CERT_FILE of their `components.<name>.env`.',
      ),
    from: z.email('expected an e-mail address').describe('Sender of Sentry’s mail.'),
  })
  .optional()
  .describe('SMTP; without it mail goes to the log of the pod that sends it.');
