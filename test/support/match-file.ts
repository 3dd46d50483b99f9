// The matcher toMatchFile: a snapshot that is a file of its own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';

declare global {
  namespace jest {
    interface Matchers<R> {
      /** Compares text with a file under __snapshots__/; `jest -u` writes it, `jest --ci` never does. */
      toMatchFile(name: string): R;
    }
  }
}

interface SnapshotState {
  readonly _updateSnapshot: 'all' | 'new' | 'none';
}

expect.extend({
  toMatchFile(received: string, name: string) {
    const file = path.join(root, '__snapshots__', name);
    const update = (this as unknown as { snapshotState: SnapshotState }).snapshotState._updateSnapshot;
    const expected = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (expected === received) return { pass: true, message: () => `${name} matches` };
    if (update === 'all' || (update === 'new' && expected === undefined)) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, received);
      return { pass: true, message: () => `${name} was written` };
    }
    return {
      pass: false,
      message: () =>
        `__snapshots__/${name} differs (npm test -- -u writes it)\n\n${this.utils.printDiffOrStringify(expected ?? '', received, 'committed', 'rendered', true)}`,
    };
  },
});
