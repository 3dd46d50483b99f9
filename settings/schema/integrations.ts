// Other services that Sentry works with.
import * as z from 'zod';
import { secretKey } from './values';

export const integrations = z
  .strictObject({
    github: z
      .strictObject({
        appId: z.int().describe('Number that GitHub gives the App, “App ID” on its page.'),
        appName: z
          .string()
          .describe('Name of the App as in the address of its page, github.com/apps/<name>; Sentry sends people there to install it.'),
        clientId: z.string().describe('Client ID of the App, by which GitHub knows who asks for a login.'),
        clientSecret: secretKey.describe('Where the client secret of the App is, a value that you keep in a Secret.'),
        webhookSecret: secretKey.describe('Where the webhook secret of the App is, by which Sentry knows that a call is GitHub’s.'),
        privateKey: secretKey.describe('Where the private key of the App is, the whole PEM file that GitHub gives out once.'),
      })
      .optional()
      .describe(
        'A GitHub App of yours: commits, suspect commits, links to the source, issues. GitHub calls `url`/extensions/github/webhook/, which it must reach; without that, commits and pull requests do not arrive.',
      ),
    slack: z
      .strictObject({
        clientId: z.string().describe('Client ID of the app, by which Slack knows who asks for an installation.'),
        clientSecret: secretKey.describe('Where the client secret of the app is, a value that you keep in a Secret.'),
        signingSecret: secretKey.describe('Where the signing secret of the app is, by which Sentry knows that a call is Slack’s.'),
      })
      .optional()
      .describe(
        'A Slack app of yours: alerts go to channels. Slack calls `url`/extensions/slack/ when somebody presses a button; where it cannot reach that, alerts arrive and buttons do nothing.',
      ),
    google: z
      .strictObject({
        clientId: z.string().describe('Client ID of the OAuth client, whose redirect address is `url`/auth/sso/.'),
        clientSecret: secretKey.describe('Where the secret of that OAuth client is, a value that you keep in a Secret.'),
      })
      .optional()
      .describe(
        'Login with Google, which an owner then switches on for the organization. Browsers are sent back to `url`; Google itself calls nothing here.',
      ),
  })
  .prefault({})
  .describe('Other services that Sentry works with. Ids stand in this file, secrets by reference; absent: Sentry does not offer them.');
