// What npx cdk8s synth renders: the Sentry of sentry.yaml, and whatever you put beside it.
import { App } from 'cdk8s';
import { Sentry, UserError } from 'cdk8s-sentry';

const app = new App();
try {
  const sentry = Sentry.fromFile(app, 'sentry', 'sentry.yaml');
  for (const warning of sentry.warnings) console.error(warning);
  app.synth();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  // What is wrong with sentry.yaml, or a release of your own, a line each.
  console.error(error.message);
  process.exitCode = 1;
}
