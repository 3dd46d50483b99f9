// The typed APIs of custom resources, as `cdk8s import` makes them of crds/.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../root';

// What the CLI writes has enums, which tsconfig.json refuses in code of our own; its types are checked where they are used.
const head = '// @ts-nocheck: npm run imports makes this from crds/\n';

/** The typed API of every group under crds/, by file name in imports/, as `cdk8s import` writes it. */
export const importedApis = (): Record<string, string> => {
  const crds = path.join(root, 'crds');
  const folder = mkdtempSync(path.join(tmpdir(), 'imports-'));
  try {
    for (const file of readdirSync(crds)) {
      const args = ['import', path.join(crds, file), '--no-save', '--language', 'typescript', '--output', folder];
      // In a folder without cdk8s.yaml.
      execFileSync(process.execPath, [path.join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), ...args], {
        cwd: folder,
        stdio: 'pipe',
        env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
      });
    }
    return Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map((file) => [file, head + readFileSync(path.join(folder, file), 'utf8')]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
