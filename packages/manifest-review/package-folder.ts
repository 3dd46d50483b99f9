// Where this package's own files are.
import * as path from 'node:path';

/** The package's folder, whether its code runs as it is written, compiled or bundled into something else. */
export const packageFolder = path.dirname(require.resolve('manifest-review/package.json'));
