// The command cdk8s-sentry.
import { programFor } from './program';
import { runCommand } from './run-command';

// `… | head` has what it wants and goes.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
void runCommand(() => programFor(args).parseAsync(args, { from: 'user' }));
