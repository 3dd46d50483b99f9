// "What dist/ changes" between two versions of a package.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { distChanges } from '../../tools/dist-changes';

// A repository whose versions render a StatefulSet with an image of their own, named after the settings that they are given.
const app = (image: string): string => `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { CDK8S_OUTDIR: folder, SENTRY_CONFIG: config } = process.env;
mkdirSync(folder, { recursive: true });
const labels = { app: readFileSync(config, 'utf8').trim() };
writeFileSync(folder + '/db.yaml', JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: labels.app },
  spec: {
    serviceName: labels.app,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'db', image: '${image}' }] } },
  },
}));
`;

describe('what dist/ changes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'changes-'));
  const config = path.join(folder, 'settings');
  afterAll(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder, stdio: 'ignore' });
  const release = (tag: string, image: string): void => {
    writeFileSync(path.join(folder, 'app.js'), app(image));
    git('add', '.');
    git('commit', '-m', tag);
    git('tag', tag);
  };

  beforeAll(() => {
    git('init');
    mkdirSync(path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'cdk8s.yaml'), 'app: node app.js\n');
    writeFileSync(config, 'postgres');
    release('v1', 'docker.io/library/postgres:16.1');
    release('v2', 'docker.io/library/postgres:17.1');
    // Not committed: no version.
    writeFileSync(path.join(folder, 'app.js'), app('docker.io/library/postgres:18.1'));
  });

  test('is the review of the same settings, rendered by both versions', () => {
    const text = distChanges(folder, config, 'v1', 'v2');
    expect(text).toMatch(/^```\nv1 → v2\n1 changed, 0 added, 0 removed/);
    expect(text).toContain('DATA LOSS');
    expect(text).toContain('docker.io/library/postgres:16.1 → docker.io/library/postgres:17.1');
  });

  test('of a version that changes nothing says so', () => {
    expect(distChanges(folder, config, 'v2')).toMatch(/^```\nv2 → HEAD\n0 changed, 0 added, 0 removed, 1 the same/);
  });

  test('of a version that does not render is no text', () => {
    writeFileSync(path.join(folder, 'app.js'), "throw new Error('no');");
    git('commit', '-am', 'broken');
    expect(() => distChanges(folder, config, 'v1')).toThrow(/HEAD: node app\.js ended with 1[\s\S]*Error: no/);
  });
});
