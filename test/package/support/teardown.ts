// Deletes the tarballs after the suite.
import { rmSync } from 'node:fs';

export default (): void => {
  rmSync(process.env['PACKED'] ?? '', { recursive: true, force: true });
};
