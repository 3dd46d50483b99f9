// manifest-review <old> <new>: any project's manifests, by the general rules.
import { endWithOutput, UserError } from '../manifests';
import { filesAt } from '../review/sources';
import { reviewCommand } from './review';

endWithOutput();

reviewCommand(process.argv.slice(2), {
  usage: ['manifest-review <old> <new>               two files or folders of manifests; - reads one from standard input'],
  sources: (places) => {
    const [old, now] = places;
    if (old === undefined || now === undefined || places.length > 2)
      throw new UserError([`expected two files or folders, got ${places.length}; --help tells more`]);
    if (old === '-' && now === '-') throw new UserError(['expected one side from standard input, got both']);
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
