// Finds generated files that are not what the code gives: docs, imports and dist/.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../root';
import { synthFiles } from '../synth';
import { generatedTexts } from './generated';
import { importedApis } from './imported-apis';

const text = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

const stale = async (): Promise<string[]> =>
  Object.entries(await generatedTexts()).flatMap(([file, expected]) =>
    text(path.join(root, file)) === expected ? [] : [`${file}: not what the code gives; run npm run docs`],
  );

const staleImports = Object.entries(importedApis()).flatMap(([file, expected]) =>
  text(path.join(root, 'imports', file)) === expected ? [] : [`imports/${file}: not what crds/ gives; run npm run imports`],
);

/** dist/ of the committed sentry.yaml, rendered again elsewhere. */
const distDifferences = (): string[] => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dist-'));
  try {
    const fresh = path.join(folder, 'dist');
    synthFiles([path.join(root, 'sentry.yaml')], fresh, () => {});
    const committed = path.join(root, 'dist');
    const names = new Set([...readdirSync(fresh), ...(existsSync(committed) ? readdirSync(committed) : [])]);
    return [...names]
      .sort()
      .flatMap((name) =>
        text(path.join(fresh, name)) === text(path.join(committed, name))
          ? []
          : [`dist/${name}: not what sentry.yaml renders; run npm run synth`],
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

void stale().then((files) => {
  const findings = [...files, ...staleImports, ...distDifferences()];
  for (const finding of findings) console.error(finding);
  if (findings.length > 0) process.exitCode = 1;
});
