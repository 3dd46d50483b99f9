// What `cdk8s synth` runs in this repository: sentry.yaml, or the files that SENTRY_CONFIG names.
import { runCommand } from './run-command';
import { configFiles, synthFiles } from './synth';

// The cdk8s CLI names the folder that it will read.
runCommand(() => synthFiles(configFiles(), process.env['CDK8S_OUTDIR'] ?? 'dist', console.error));
