// The command cdk8s-sentry.

import { runCommand } from '../run-command';
import { programFor } from './program';

// `… | head` has what it wants and goes.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
void runCommand(() => programFor(args).parseAsync(args, { from: 'user' }));
