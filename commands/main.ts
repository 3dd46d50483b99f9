// The command cdk8s-sentry: reads its arguments and is the one place that ends with an exit code.
import { UserError } from 'manifest-review/manifests';
import { programFor, UsageError } from './program';

// `… | head` has what it wants and goes.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
programFor(args)
  .parseAsync(args, { from: 'user' })
  .catch((error: unknown) => {
    if (error instanceof UsageError) process.exitCode = error.exitCode;
    else if (error instanceof UserError) {
      console.error(error.message);
      process.exitCode = error.exitCode;
    } else throw error;
  });
