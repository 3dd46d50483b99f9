// The packed reviewer alone: command, types and program of its README.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { install, newFolder, versions } from './support/folder';
import { lines, node } from './support/nodes';
import { packed } from './support/packed';
import { run, tryRun } from './support/run';

describe('the reviewer alone, by npm', () => {
  const folder = newFolder('reviewer');
  const command = 'node_modules/manifest-review/bin/manifest-review.js';

  beforeAll(() =>
    install(folder, 'npm', {
      private: true,
      dependencies: { 'manifest-review': '' },
      devDependencies: versions('typescript', '@types/node'),
    }),
  );

  test.each(lines)('Node %i: says what the change of a major version of PostgreSQL does', (line) => {
    const { status, stdout } = tryRun(node(line), [command, 'old', 'new', '--fail-on', 'outage'], { cwd: folder });
    expect({ status, stdout }).toEqual({
      status: 2,
      stdout: expect.stringMatching(/DATA LOSS\nMajor version of a store[\s\S]*StatefulSet\/db/),
    });
  });

  test('npx finds it', () => {
    expect(run('npx', ['manifest-review', 'old', 'old'], { cwd: folder })).toMatch(/no change|nothing/i);
  });

  test('writes a page and a picture without sources or esbuild', () => {
    run(process.execPath, [command, 'old', 'new', '--format', 'html', '--output', 'review.html'], { cwd: folder });
    const page = readFileSync(path.join(folder, 'review.html'), 'utf8');
    expect(page).toMatch(/<script>[^<]{1000}/);
    expect(page).toContain('<svg');
    for (const none of ['esbuild', 'cdk8s', 'zod', 'constructs']) expect(existsSync(path.join(folder, 'node_modules', none))).toBe(false);
  });

  test('the program of its README compiles strictly and runs', () => {
    const [, program = ''] = /```ts\n(.*?)```/s.exec(String(packed('manifest-review').files.get('README.md'))) ?? [];
    writeFileSync(path.join(folder, 'program.ts'), program);
    for (const side of ['old', 'new']) cpSync(path.join(folder, side, 'shop.yaml'), path.join(folder, `${side}.yaml`));
    run(process.execPath, ['node_modules/typescript/bin/tsc', '--strict', '--module', 'nodenext', '--types', 'node', 'program.ts'], {
      cwd: folder,
    });
    expect(run(process.execPath, ['program.js'], { cwd: folder })).toContain('DATA LOSS');
  });

  test('its types stand alone', () => {
    const text =
      "import { review } from 'manifest-review';\nimport { parseImage } from 'manifest-review/manifests';\nimport { toSvg } from 'manifest-review/picture';\nexport const all = [review, parseImage, toSvg];\n";
    writeFileSync(path.join(folder, 'use.ts'), text);
    run(process.execPath, ['node_modules/typescript/bin/tsc', '--strict', '--module', 'nodenext', '--noEmit', 'use.ts'], {
      cwd: folder,
    });
  });
});
