import { configFiles, runCommand, writeInstances } from './instances';

// The cdk8s CLI names the folder that it will read.
runCommand(() => writeInstances(configFiles(), process.env['CDK8S_OUTDIR'] ?? 'dist', console.error));
