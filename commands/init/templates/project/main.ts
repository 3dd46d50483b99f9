// What npx cdk8s synth renders: the Sentry of sentry.yaml, and whatever you put beside it.
import { App } from 'cdk8s';
import { Sentry } from 'cdk8s-sentry';

const app = new App();
Sentry.fromFile(app, 'sentry', 'sentry.yaml');
app.synth();
