// Where the programs of the control plane are.
import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** Folder of the binaries: KUBEBUILDER_ASSETS, or the cache that go/build fills. */
const folder = process.env['CLUSTER_BINARIES'] ?? '';

/** Path of a binary of the control plane; an error names the one that is missing. */
export const binary = (name: string): string => {
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  throw new Error(
    process.env['KUBEBUILDER_ASSETS'] === undefined
      ? `no ${name} in "${folder}": npm run test:cluster builds it`
      : `KUBEBUILDER_ASSETS holds no ${name}, which this test needs; put it there, or unset the variable to have it built`,
  );
};

/** The kubectl of the control plane; against a cluster of your own, the one in PATH. */
export const kubectlBinary = (): string => (process.env['CLUSTER_OWN'] === undefined ? binary('kubectl') : 'kubectl');
