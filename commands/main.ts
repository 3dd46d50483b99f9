// The command cdk8s-sentry.

import { endWithOutput } from 'manifest-review/manifests';
import { runCommand } from '../run-command';
import { programFor } from './program';

endWithOutput();

const args = process.argv.slice(2);
void runCommand(() => programFor(args).parseAsync(args, { from: 'user' }));
