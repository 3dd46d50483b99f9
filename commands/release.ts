import { renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ImportError } from '../releases/import/error';
import { importRelease } from '../releases/import/import';
import { readTag } from '../releases/import/upstream';
import { root } from '../root';

const usage = "usage: npm run release -- import <folder of upstream's checkout> <tag> [--output <folder, by default releases>]";

const readArguments = () => {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { output: { type: 'string' } } });
    const [verb, folder, tag] = positionals;
    if (verb !== 'import' || folder === undefined || tag === undefined || positionals.length > 3) throw new ImportError(usage);
    return { folder: path.resolve(folder), tag, output: path.resolve(values.output ?? path.join(root, 'releases')) };
  } catch {
    throw new ImportError(usage);
  }
};

/** Writes all of a file or nothing. */
const writeWhole = (file: string, text: string): void => {
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    throw new ImportError(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(partial, { force: true });
  }
};

try {
  const { folder, tag, output } = readArguments();
  const { release, warnings } = importRelease(tag, readTag(folder, tag));
  const file = path.join(output, `${tag}.json`);
  writeWhole(file, `${JSON.stringify(release, null, 2)}\n`);
  for (const warning of warnings) console.error(`warning: ${warning}`);
  console.log(
    `${path.relative(process.cwd(), file)}: ${Object.keys(release.services).length} services, ${Object.keys(release.topics).length} topics`,
  );
} catch (error) {
  if (!(error instanceof ImportError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
