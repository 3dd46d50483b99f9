// What is published: sizes, files, and ways to them.
import * as path from 'node:path';
import { packed, tarballs } from './support/packed';

const names = Object.keys(tarballs) as (keyof typeof tarballs)[];
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

describe.each(names)('the tarball of %s', (name) => {
  const { size, files } = packed(name);
  const paths = [...files.keys()];
  const manifest = JSON.parse(String(files.get('package.json')));

  beforeAll(() => {
    const unpacked = [...files.values()].reduce((sum, file) => sum + file.length, 0);
    const listed = [...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, { length }]) => `${kilobytes(length).padStart(10)}  ${file}`);
    process.stdout.write(`${name}: ${kilobytes(size)}, ${kilobytes(unpacked)} unpacked, ${files.size} files\n${listed.join('\n')}\n`);
  });

  test('is under 3 MB', () => expect(size).toBeLessThan(3_000_000));

  test('holds what is meant to be there and no test, fixture or source', () => {
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'README.md', 'package.json', 'lib/index.js', 'lib/index.d.ts']));
    expect(paths.filter((file) => /(^|\/)(test|tests|fixtures|__snapshots__|dist|tools)\/|\.tsbuildinfo$/.test(file))).toEqual([]);
    expect(
      paths.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !/^(commands\/init\/templates|examples)\//.test(file)),
    ).toEqual([]);
  });

  // Of this repository's own condition nobody else asks.
  test('has no way to what it does not hold', () => {
    const targets = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value.replace(/^\.\//, '')]
        : Object.entries(value ?? {}).flatMap(([name, target]) => (name === 'manifest-review-source' ? [] : targets(target)));
    const named = [manifest.main, manifest.types, ...targets(manifest.exports), ...targets(manifest.bin)];
    expect(named.filter((file) => !files.has(file))).toEqual([]);
  });

  test('declares what can be reached from its entries, and nothing else', () => {
    const reached = new Set<string>();
    const follow = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const [, target = ''] of String(files.get(file)).matchAll(/(?:from |import\()['"](\.[^'"]*)['"]/g)) {
        const place = path.posix.join(path.posix.dirname(file), target);
        const [found] = [`${place}.d.ts`, `${place}/index.d.ts`].filter((each) => files.has(each));
        expect(found ?? `${file}: ${target}`).toBe(found);
        if (found !== undefined) follow(found);
      }
    };
    for (const { types } of Object.values(manifest.exports) as { types?: string }[])
      if (types !== undefined) follow(types.replace('./', ''));
    const declared = paths.filter((file) => file.endsWith('.d.ts'));
    expect(declared.filter((file) => !reached.has(file))).toEqual([]);
    expect([...reached].sort()).toEqual(declared.sort());
  });

  test('has what its pages link to', () => {
    const broken = [...files].flatMap(([file, text]) =>
      file.endsWith('.md')
        ? [...String(text).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)]
            .map(([, target = '']) => path.posix.join(path.posix.dirname(file), target))
            .filter((target) => !files.has(target))
            .map((target) => `${file}: ${target}`)
        : [],
    );
    expect(broken).toEqual([]);
  });

  test('brings no tool of developers', () => {
    expect(manifest).not.toHaveProperty('private');
    for (const tool of ['cdk8s-cli', 'esbuild', 'typescript']) expect(manifest.dependencies).not.toHaveProperty(tool);
  });
});

test('the command does not hide that of the cdk8s CLI', () => {
  expect(Object.keys(JSON.parse(String(packed('cdk8s-sentry').files.get('package.json'))).bin)).toEqual(['cdk8s-sentry']);
});

test('both packages have one version', () => {
  const [sentry, review] = names.map((name) => JSON.parse(String(packed(name).files.get('package.json'))));
  expect(review.version).toBe(sentry.version);
  expect(sentry.dependencies['manifest-review']).toBe(review.version);
});
