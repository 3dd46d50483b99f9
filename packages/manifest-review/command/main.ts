// manifest-review <old> <new>: any project's manifests, by the general rules.
import { UserError } from '../manifests';
import { filesAt } from '../review/sources';
import { reviewCommand } from './review';

// `… | head` has what it wants and goes.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

reviewCommand(process.argv.slice(2), {
  usage: ['manifest-review <old> <new>               two files or folders of manifests'],
  sources: (places) => {
    const [old, now] = places;
    if (old === undefined || now === undefined || places.length > 2)
      throw new UserError([`expected two files or folders, got ${places.length}; --help tells more`]);
    return [filesAt(old), filesAt(now)];
  },
}).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  },
);
