import { renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { importRelease } from '../releases/import/import';
import { root } from '../root';

// npm run release -- import <folder of upstream's checkout> <tag>
const [verb, folder, tag, ...rest] = process.argv.slice(2);

const fail = (message: string): void => {
  console.error(message);
  process.exitCode = 1;
};

if (verb !== 'import' || folder === undefined || tag === undefined || rest.length > 0) {
  fail("usage: npm run release -- import <folder of upstream's checkout> <tag>");
} else {
  try {
    const { release, warnings } = importRelease(path.resolve(folder), tag);
    for (const warning of warnings) console.error(`warning: ${warning}`);
    const file = path.join(root, 'releases', `${tag}.json`);
    writeFileSync(`${file}.partial`, `${JSON.stringify(release, null, 2)}\n`);
    renameSync(`${file}.partial`, file);
    console.log(`releases/${tag}.json: ${Object.keys(release.services).length} services, ${Object.keys(release.topics).length} topics`);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImportError') throw error;
    fail(error.message);
  }
}
