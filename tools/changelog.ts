// "What dist/ changes" of CHANGELOG.md: npm run changelog -- <version before>, a tag or a commit.
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../root';
import { distChanges } from './dist-changes';

const [before, ...rest] = process.argv.slice(2);
if (before === undefined || rest.length > 0) {
  console.error('usage: npm run changelog -- <tag or commit of the version before>');
  process.exit(1);
}

const file = path.join(root, 'CHANGELOG.md');
const [begin, end] = ['<!-- from npm run changelog: begin -->\n', '<!-- end -->'];
const text = readFileSync(file, 'utf8');
// The first is that of the newest version.
const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
const changes = distChanges(root, path.join(root, 'examples/default.yaml'), before);
writeFileSync(file, `${text.slice(0, from)}${changes}${text.slice(to)}`);
