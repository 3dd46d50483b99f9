// Other services that Sentry works with.
import * as z from 'zod';
import { secretKey } from './values';

export const integrations = z
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
  .describe('Ids stand in this file, secrets by reference.');
