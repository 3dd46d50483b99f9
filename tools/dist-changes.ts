// What two versions of the package make of the same settings, as the review tells it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { filesAt, readManifests, textOf } from 'manifest-review';
import { reviewSentry } from '../knowledge';

/** A commit of the repository, beside the packages that are installed now: what its cdk8s.yaml runs. */
const renderCommit = (repository: string, commit: string, config: string, outdir: string): void => {
  const folder = path.join(path.dirname(outdir), 'commit');
  // By an index of its own: that of the repository stays as it is.
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repository, env: { ...process.env, GIT_INDEX_FILE: `${folder}.index` } });
  git('read-tree', commit);
  git('checkout-index', '--all', `--prefix=${folder}${path.sep}`);
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  const [, app = ''] = /^app: (.*)$/m.exec(readFileSync(path.join(folder, 'cdk8s.yaml'), 'utf8')) ?? [];
  const env = { ...process.env, SENTRY_CONFIG: config, CDK8S_OUTDIR: outdir };
  const { status, stderr } = spawnSync(app, { cwd: folder, env, shell: true, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${commit}: ${app} ended with ${status}\n${stderr}`);
};

/** The review of `now`, by default the last commit, over `before`; each a tag or a commit. */
export const distChanges = (repository: string, config: string, before: string, now = 'HEAD'): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'changelog-'));
  try {
    const [old, fresh] = [before, now].map((version, index) => {
      const outdir = path.join(folder, `${index}`, 'dist');
      mkdirSync(path.dirname(outdir));
      renderCommit(repository, version, config, outdir);
      return { name: version, files: filesAt(outdir).files };
    });
    if (old === undefined || fresh === undefined) throw new Error('expected two versions');
    const sides = readManifests(old.files, fresh.files);
    const found = reviewSentry(sides.old, sides.new, { oldName: old.name, newName: fresh.name });
    return `\`\`\`\n${textOf(found).trim()}\n\`\`\`\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
