// The server that mail is sent by.
import * as z from 'zod';
import { port, secretKey } from './values';

export const mail = z
  .strictObject({
    host: z.string().min(1).describe('SMTP server. It is web and taskworker that send, and their policies let them reach any address.'),
    port: port.default(25).describe('TCP port of the SMTP server: 25, 587 with starttls or 465 with tls, as its operator says.'),
    username: z.string().optional().describe('Name to log in with at the SMTP server, together with `password`; no login when absent.'),
    password: secretKey.optional().describe('Where the password that belongs to `username` is, a value that you keep in a Secret.'),
    tls: z
      .enum(['none', 'starttls', 'tls'])
      .default('none')
      .describe(
        'starttls upgrades a plain connection (587), tls starts encrypted (465). The server’s certificate is verified: for a private CA mount a bundle that has it into web and taskworker by `patches`, and name it in SSL_CERT_FILE of their `components.<name>.env`.',
      ),
    from: z
      .email('expected an e-mail address')
      .describe('Sender of all of Sentry’s mail, an address without a name; its domain stands in the mails’ List-Id too.'),
  })
  .optional()
  .describe('SMTP; without it mail goes to the log of the pod that sends it.');
