// A user's program in CommonJS.
const { App } = require('cdk8s');
const { Sentry } = require('cdk8s-sentry');

const app = new App();
Sentry.fromFile(app, 'sentry', 'sentry.yaml');
app.synth();
