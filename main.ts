import { runCommand } from './commands/run-command';
import { configFiles, synthFiles } from './synth';

// The cdk8s CLI names the folder that it will read.
runCommand(() => synthFiles(configFiles(), process.env['CDK8S_OUTDIR'] ?? 'dist', console.error));
