// The package is of use without the project that it comes from, and its ground floor without the rest of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';

const folder = path.join(__dirname, '..');
const { dependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };

/** Everything that is published or tested, but for what is installed or built. */
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.(ts|js|json|html|css|md)$/.test(file) && !/(^|\/)(node_modules|lib)\//.test(file),
);
const sources = files.filter((file) => file.endsWith('.ts') && !/^(test|examples)\//.test(file));
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

/** What a source imports or requires, by the name that it says. */
const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/(?:from|import|require(?:\.resolve)?)[ (]'([^']+)'/g)].map(([, name = '']) => name);

/** Allowed imports between its folders: each may import itself and what stands here. */
const below: Readonly<Record<string, readonly string[]>> = {
  '': ['command', 'review'],
  command: ['manifests', 'picture', 'review'],
  review: ['manifests', 'picture', ''],
  picture: ['manifests', ''],
  manifests: [],
};
const folderOf = (file: string): string => Object.keys(below).find((name) => file === name || file.startsWith(`${name}/`)) ?? '';

test('nothing in it says Sentry or cdk8s, but where its sources are', () => {
  const { repository: _, homepage: __, bugs: ___, ...described } = JSON.parse(read('package.json')) as Record<string, unknown>;
  const textOf = (file: string): string => (file === 'package.json' ? JSON.stringify(described) : read(file));
  const all = files.filter((file) => file !== 'test/stands-alone.test.ts');
  expect(all.filter((file) => /sentry|cdk8s/i.test(textOf(file)))).toEqual([]);
  expect(all.length).toBeGreaterThan(80);
});

test('its sources import its own files, what it depends on, and Node', () => {
  const foreign = sources.flatMap((file) =>
    importsOf(file)
      .filter((name) => !name.startsWith('.') && name !== 'manifest-review/package.json')
      .filter((name) => !Object.keys(dependencies).includes(name) && !builtinModules.includes(name.replace(/^node:/, '')))
      .map((name) => `${file}: ${name}`),
  );
  const outside = sources.flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.') && path.relative(folder, path.join(folder, path.dirname(file), name)).startsWith('..'))
      .map((name) => `${file}: ${name}`),
  );
  expect([...foreign, ...outside]).toEqual([]);
  expect(sources.flatMap(importsOf).length).toBeGreaterThan(100);
});

test('a folder of it imports what stands below it alone', () => {
  const upward = sources.flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => folderOf(path.join(path.dirname(file), name)))
      .filter((to) => to !== folderOf(file) && !(below[folderOf(file)] ?? []).includes(to))
      .map((to) => `${file}: ${to}`),
  );
  expect(upward).toEqual([]);
});

/** Modules of the package and of others that are loaded by whoever requires a file of it. */
const loadedBy = async (entry: string): Promise<{ own: string[]; others: string[] }> => {
  const place = mkdtempSync(path.join(tmpdir(), 'loaded-'));
  try {
    const bundle = path.join(place, 'bundle.js');
    const options = { absWorkingDir: folder, bundle: true, platform: 'node', packages: 'external', metafile: true } as const;
    const { metafile } = await build({ ...options, entryPoints: [entry], outfile: bundle });
    const count = path.join(place, 'count.js');
    writeFileSync(count, 'require("./bundle.js"); console.log(JSON.stringify(Object.keys(require.cache)));');
    const installed = path.join(path.dirname(require.resolve('js-yaml/package.json')), '..');
    const { stdout, stderr } = spawnSync(process.execPath, [count], {
      encoding: 'utf8',
      timeout: 20_000,
      env: { ...process.env, NODE_PATH: installed },
    });
    expect(stderr).toBe('');
    const names = (JSON.parse(stdout) as string[]).flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^./][^/]*)\//.exec(file)?.[1] ?? []);
    return { own: Object.keys(metafile.inputs).filter((file) => !file.endsWith('.json')), others: [...new Set(names)].sort() };
  } finally {
    rmSync(place, { recursive: true });
  }
};

test('the ground floor loads nothing but itself and js-yaml', async () => {
  const { own, others } = await loadedBy('manifests/index.ts');
  expect(own.filter((file) => folderOf(file) !== 'manifests')).toEqual([]);
  expect(own.length).toBe(sources.filter((file) => folderOf(file) === 'manifests').length);
  expect(others).toEqual(['js-yaml']);
});

test('a review that draws nothing loads neither Graphviz nor what compares lines', async () => {
  expect((await loadedBy('index.ts')).others).toEqual(['js-yaml']);
  expect((await loadedBy('picture/index.ts')).others).toEqual(['@viz-js/viz', 'js-yaml']);
});
