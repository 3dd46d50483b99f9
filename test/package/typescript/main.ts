// A user's program in TypeScript, as README.md shows it.
import { App, JsonPatch } from 'cdk8s';
import { Sentry } from 'cdk8s-sentry';

const app = new App();
const sentry = new Sentry(app, 'sentry', { url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' } });
sentry.component('web').workload.addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
app.synth();
