// Releases of the user's own beside sentry.yaml.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { knownReleases } from '../../releases/load';
import { renderFile } from '../../render';
import { root } from '../../root';

const folder = mkdtempSync(path.join(tmpdir(), 'releases-'));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, text: string): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const settings = (release: string): string =>
  put('sentry.yaml', `release: ${release}\nurl: https://a.example.com\ningest: { url: "https://b.example.com", endpoints: [envelope] }\n`);
const shipped = readFileSync(path.join(root, 'releases/26.8.0.json'), 'utf8');

describe('releases beside sentry.yaml', () => {
  test('are known there and nowhere else, and read before those that come with this', () => {
    put('releases/99.1.0.json', shipped.replaceAll('26.8.0', '99.1.0'));
    expect(knownReleases(folder)[0]).toBe('99.1.0');
    expect(knownReleases()).not.toContain('99.1.0');
    expect(renderFile(settings('99.1.0')).topology.release.version).toBe('99.1.0');
    const nginx = JSON.parse(shipped).services.nginx.image as string;
    put('releases/26.8.0.json', shipped.replaceAll(nginx, 'nginx:own'));
    const images = renderFile(settings('26.8.0')).topology.components.map(({ image }) => image);
    expect(images).toContain('docker.io/library/nginx:own');
    expect(renderFile(path.join(root, 'examples/default.yaml')).topology.components.map(({ image }) => image)).not.toContain(
      'docker.io/library/nginx:own',
    );
  });

  test('of an older importer, or broken, are told with the command that mends them', () => {
    const again = 'write it again by cdk8s-sentry release import';
    const file = put('releases/99.2.0.json', '{ "version": "99.2.0", "services": {} }');
    expect(() => renderFile(settings('99.2.0'))).toThrow(`${file}: expected a release with images, got none; ${again}`);
    put('releases/99.2.0.json', '{');
    expect(() => renderFile(settings('99.2.0'))).toThrow(`${file}: expected JSON; ${again}`);
  });
});
