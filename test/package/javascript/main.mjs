// A user's program as an ES module.
import { App } from 'cdk8s';
import { Sentry } from 'cdk8s-sentry';

const app = new App();
Sentry.fromFile(app, 'sentry', 'sentry.yaml');
app.synth();
