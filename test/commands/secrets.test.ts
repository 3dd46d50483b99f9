// What the command secrets prints, which users run in a shell.
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../../root';

const printed = (): string =>
  execFileSync(process.execPath, ['tools/run.js', 'commands/main.ts', 'secrets'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, SENTRY_CONFIG: 'examples/default.yaml' },
  });

test('other values each time, and a key pair that belongs together', () => {
  const [first, second] = [printed(), printed()];
  expect(first.trim().split('\n')).toHaveLength(8);
  expect(first).not.toBe(second);
  const [, publicKey = '', secretKey = ''] = /public-key=([\w-]+)' --from-literal='secret-key=([\w-]+)'/.exec(first) ?? [];
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey };
  const signature = sign(null, Buffer.from('a'), createPrivateKey({ key: { ...jwk, d: secretKey }, format: 'jwk' }));
  expect(verify(null, Buffer.from('a'), createPublicKey({ key: jwk, format: 'jwk' }), signature)).toBe(true);
});

test('is what a shell takes', () => {
  const shown = execFileSync('sh', ['-c', `kubectl() { printf '%s\\n' "$#"; }\n${printed()}`], { encoding: 'utf8' });
  expect(
    shown
      .trim()
      .split('\n')
      .every((count) => Number(count) >= 6),
  ).toBe(true);
});

test('says to standard error where a Job would make them too, and how to have none', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  const by = (provider: string) => {
    const file = path.join(folder, `${provider}.yaml`);
    const settings = `secrets: { provider: ${provider} }\nurl: https://sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n`;
    writeFileSync(file, settings);
    return spawnSync(process.execPath, ['tools/run.js', 'commands/main.ts', 'secrets', '--config', file], { cwd: root, encoding: 'utf8' });
  };
  try {
    const generated = by('generate');
    expect(generated.stderr).toMatch(/generate\.yaml: secrets\.provider is generate, .*secrets\.provider: existing.*\n$/);
    expect(generated.stdout.trim().split('\n')).toHaveLength(8);
    expect(by('existing').stderr).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
